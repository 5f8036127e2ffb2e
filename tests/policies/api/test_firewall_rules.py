from __future__ import annotations

from typing import Any

import pytest

from policies.api.firewall_rules import FLOODS, MANAGED, MAY_COUNT, FirewallRules
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, resource, shown
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

COUNTABLE = "NoUserAgent_HEADER and SizeRestrictions_QUERYSTRING"
NEEDED = (
    FLOODS,
    f"{MANAGED[0]} without an override but Count of {COUNTABLE}",
    f"{MANAGED[1]} without an override",
)


def flood(**changed: object) -> dict[str, Any]:
    rate = {"Limit": 2000, "AggregateKeyType": "IP"}
    return {
        "Name": "rate",
        "Statement": {"RateBasedStatement": rate},
        "Action": {"Block": {}},
    } | changed


def managed(name: str, override: object = {"None": {}}, **changed: object) -> dict[str, Any]:
    group = {"VendorName": "AWS", "Name": name, **changed}
    return {
        "Name": name,
        "Statement": {"ManagedRuleGroupStatement": group},
        "OverrideAction": override,
    }


def overridden(name: object, action: str = "Count") -> dict[str, Any]:
    """A rule of a group with an action of its own."""
    return {"Name": name, "ActionToUse": {action: {}}}


COMMON, BAD_INPUT = (managed(name) for name in MANAGED)
COUNTED = [overridden(name) for _, name in MAY_COUNT]


def template(rules: object) -> dict[str, Any]:
    return {"Acl": resource("AWS::WAFv2::WebACL", Rules=rules)}


def lacks(name: str, rules: object, *needed: str) -> Case:
    told = "absent" if rules == [] else shown(rules)
    expected = tuple(violation("Acl", f"Rules is {told}; expected {each}.") for each in needed)
    return Case(name=name, resources=template(rules), expected=expected)


def rate(**changed: object) -> dict[str, Any]:
    """A rate rule that counts in another way."""
    return flood(
        Statement={"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"} | changed}
    )


NO_RATE: dict[str, Any] = {
    "of some": rate(ScopeDownStatement={"a": 1}),
    "above an absurd limit": rate(Limit=2_000_000_000),
    "above more than the limit": rate(Limit=100_001),
    "above the limit in a shorter time": rate(Limit=20_001, EvaluationWindowSec=60),
    "in a time that WAF doesn't know": rate(EvaluationWindowSec=86_400),
    "in a time left to a parameter": rate(EvaluationWindowSec={"Ref": "Window"}),
    "limit left to a parameter": rate(Limit={"Ref": "Limit"}),
    "by a header that the client chooses": rate(AggregateKeyType="FORWARDED_IP"),
    "by nothing": flood(Statement={"RateBasedStatement": {"Limit": 9}}),
}

CASES = (
    Case(
        name="all three",
        resources=template([flood(), COMMON, BAD_INPUT]),
        expected=(compliant("Acl"),),
    ),
    *(lacks(f"none: {name}", value, *NEEDED) for name, value in NO_VALUES_AT_ALL.items()),
    lacks("empty", [], *NEEDED),
    lacks("hidden by a condition", {"Fn::If": ["A", [], []]}, *NEEDED),
    lacks("no rate rule", [COMMON, BAD_INPUT], NEEDED[0]),
    lacks("no common rules", [flood(), BAD_INPUT], NEEDED[1]),
    lacks("no bad-input rules", [flood(), COMMON], NEEDED[2]),
    lacks("floods counted", [flood(Action={"Count": {}}), COMMON, BAD_INPUT], NEEDED[0]),
    *(
        lacks(f"floods: {name}", [rule, COMMON, BAD_INPUT], NEEDED[0])
        for name, rule in NO_RATE.items()
    ),
    *(
        Case(
            name=f"at most {limit} in {seconds} seconds",
            resources=template([rate(Limit=limit, EvaluationWindowSec=seconds), COMMON, BAD_INPUT]),
            expected=(compliant("Acl"),),
        )
        for limit, seconds in ((20_000, 60), (100_000, 300), (200_000, 600))
    ),
    *(
        lacks(f"common rules: {how}", [flood(), rule, BAD_INPUT], NEEDED[1])
        for how, rule in {
            "counted": managed(MANAGED[0], {"Count": {}}),
            "without an action": {
                k: v for k, v in managed(MANAGED[0]).items() if k != "OverrideAction"
            },
            "override hidden by a condition": managed(MANAGED[0], {"Fn::If": ["A", {}, {}]}),
            "one of them excluded": managed(MANAGED[0], ExcludedRules=[{"Name": "a"}]),
            **{
                f"overridden: {wrong}": managed(MANAGED[0], RuleActionOverrides=overrides)
                for wrong, overrides in {
                    "another rule": [*COUNTED, overridden("SizeRestrictions_BODY")],
                    "by more than a count": [overridden(MAY_COUNT[0][1], "Allow")],
                    "without an action": [{"Name": MAY_COUNT[0][1]}],
                    "left to a parameter": [overridden({"Ref": "Rule"})],
                    "one left to a parameter": [{"Ref": "Override"}],
                    "hidden by a condition": {"Fn::If": ["A", COUNTED, []]},
                }.items()
            },
            "for some": managed(MANAGED[0], ScopeDownStatement={"a": 1}),
            "of another vendor": managed(MANAGED[0], VendorName="Other"),
        }.items()
    ),
    Case(
        name="nothing excluded",
        resources=template(
            [flood(), managed(MANAGED[0], ExcludedRules=[], ScopeDownStatement=MISSING), BAD_INPUT]
        ),
        expected=(compliant("Acl"),),
    ),
    Case(
        name="with the rules counted that may be",
        resources=template([flood(), managed(MANAGED[0], RuleActionOverrides=COUNTED), BAD_INPUT]),
        expected=(compliant("Acl"),),
    ),
    lacks(
        "rules counted of another group",
        [flood(), COMMON, managed(MANAGED[1], RuleActionOverrides=COUNTED)],
        NEEDED[2],
    ),
    Case(name="no firewall", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FirewallRules(), case) == case.expected
