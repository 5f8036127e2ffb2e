from __future__ import annotations

from typing import Any

import pytest

from policies.log.firewall import Firewall
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.log.groups import DECLARED_GROUPS, EXPECTED, GROUP, UNDECLARED
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ACL = {"Fn::GetAtt": ["Firewall", "Arn"]}


def template(
    destinations: object, firewall: object = ACL, filtered: object = MISSING
) -> dict[str, Any]:
    logging = resource(
        "AWS::WAFv2::LoggingConfiguration",
        ResourceArn=firewall,
        LogDestinationConfigs=destinations,
        LoggingFilter=filtered,
    )
    return {**GROUP, "Firewall": {"Type": "AWS::WAFv2::WebACL"}, "Logging": logging}


NONE = (
    violation(
        "Firewall",
        "AWS::WAFv2::LoggingConfiguration.ResourceArn is absent; "
        "expected a reference to the web ACL.",
    ),
)
PRESENT = {k: v for k, v in UNDECLARED.items() if k not in NO_VALUES_AT_ALL}

CASES = (
    *(
        Case(name=name, resources=template([group]), expected=(compliant("Firewall"),))
        for name, group in DECLARED_GROUPS.items()
    ),
    Case(
        name="no logging",
        resources={"Firewall": {"Type": "AWS::WAFv2::WebACL"}},
        expected=NONE,
    ),
    Case(
        name="of another",
        resources=template([{"Ref": "Logs"}], {"Fn::GetAtt": ["Other", "Arn"]}),
        expected=NONE,
    ),
    *broken(
        "Logging.LogDestinationConfigs",
        EXPECTED,
        NO_VALUES_AT_ALL,
        template,
        logical_id="Firewall",
    ),
    *broken(
        "Logging.LogDestinationConfigs[0]",
        EXPECTED,
        PRESENT,
        lambda v: template([v]),
        logical_id="Firewall",
    ),
    *broken(
        "Logging.LogDestinationConfigs",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", [], []]}},
        template,
        logical_id="Firewall",
    ),
    *broken(
        "Logging.LoggingFilter",
        "absent",
        {
            "drops": {"DefaultBehavior": "DROP", "Filters": []},
            "keeps": {"DefaultBehavior": "KEEP", "Filters": []},
            "hidden by a condition": {"Fn::If": ["A", {}, {"Ref": "AWS::NoValue"}]},
        },
        lambda v: template([{"Ref": "Logs"}], filtered=v),
        logical_id="Firewall",
    ),
    Case(name="no firewall", resources=GROUP, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Firewall(), case) == case.expected
