from __future__ import annotations

from typing import Any

import pytest

from policies.api.firewall_order import FirewallOrder
from policies.api.firewall_rules import MANAGED
from tests.policies.api.test_firewall_rules import flood, managed, template
from tests.policies.broken import broken
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

EXPECTED = "a rule that blocks, or a group of AWS without an override"
PARTNERS = "arn:aws:wafv2:us:1:regional/rulegroup/theirs/x"

PASSING: dict[str, Any] = {
    "allows": flood(Action={"Allow": {}}),
    "counts": flood(Action={"Count": {}}),
    "asks a puzzle": flood(Action={"Captcha": {}}),
    "blocks and allows": flood(Action={"Block": {}, "Allow": {}}),
    "without an action": {"Name": "x"},
    "action hidden by a condition": flood(Action={"Fn::If": ["A", {"Block": {}}, {"Allow": {}}]}),
    "hidden by a condition": {"Fn::If": ["A", flood(), flood(Action={"Allow": {}})]},
    "group counted": managed(MANAGED[0], {"Count": {}}),
    "group with a rule that allows": managed(
        "Other", RuleActionOverrides=[{"Name": "a", "ActionToUse": {"Allow": {}}}]
    ),
    "group with a rule that counts": managed(
        MANAGED[0],
        RuleActionOverrides=[{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}],
    ),
    "group of another vendor": managed("Other", VendorName="Other"),
    "group of another account": {
        "Statement": {"RuleGroupReferenceStatement": {"Arn": PARTNERS}},
        "OverrideAction": {"None": {}},
    },
}

CASES = (
    Case(
        name="blocks and applies groups",
        resources=template(
            [flood(), flood(Action={"Block": {"CustomResponse": {}}}), managed("Any")]
        ),
        expected=(compliant("Acl"),),
    ),
    Case(
        name="without rules, which API-7 judges",
        resources=template([]),
        expected=(compliant("Acl"),),
    ),
    *broken("Rules[0]", EXPECTED, PASSING, lambda v: template([v, flood()]), logical_id="Acl"),
    *broken(
        "Rules",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", [flood()], []]}},
        template,
        logical_id="Acl",
    ),
    Case(name="no firewall", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FirewallOrder(), case) == case.expected
