from __future__ import annotations

from typing import Any

import pytest

from policies.net.ingress_sources import IngressSources
from tests.policies.broken import MISSING, NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

GROUP = "AWS::EC2::SecurityGroup"
OTHER = {"Fn::GetAtt": ["Other", "GroupId"]}
SOURCE = "SourceSecurityGroupId"
EXPECTED = f"a reference to the template's {GROUP}"


def inline(rule: object) -> dict[str, Any]:
    return {
        "Group": resource(GROUP, SecurityGroupIngress=[rule]),
        "Other": {"Type": GROUP},
        "Queue": {"Type": "AWS::SQS::Queue"},
    }


def own(**rule: object) -> dict[str, Any]:
    return {"Rule": resource("AWS::EC2::SecurityGroupIngress", **rule), "Other": {"Type": GROUP}}


CASES = (
    Case(
        name="inline",
        resources=inline({SOURCE: OTHER}),
        expected=(compliant("Group"), compliant("Other")),
    ),
    Case(
        name="of its own",
        resources=own(SourceSecurityGroupId=OTHER),
        expected=(compliant("Other"), compliant("Rule")),
    ),
    *(
        Case(
            name=f"{name} {value}",
            resources=inline({SOURCE: OTHER, name: value}),
            expected=(
                violation(
                    "Group", f'SecurityGroupIngress[0].{name} is "{value}"; expected absent.'
                ),
                compliant("Other"),
            ),
        )
        for name, value in (
            ("CidrIp", "0.0.0.0/0"),
            ("CidrIp", "10.0.0.0/8"),
            ("CidrIp", "10.0.0.1/32"),
            ("CidrIpv6", "::/0"),
            ("SourcePrefixListId", "pl-1"),
        )
    ),
    Case(
        name="range only",
        resources=own(CidrIp={"Fn::GetAtt": ["Network", "CidrBlock"]}),
        expected=(
            compliant("Other"),
            violation(
                "Rule", 'CidrIp is {"Fn::GetAtt": ["Network", "CidrBlock"]}; expected absent.'
            ),
            violation("Rule", f"{SOURCE} is absent; expected {EXPECTED}."),
        ),
    ),
    *(
        Case(
            name=row.name,
            resources=row.resources,
            expected=(*row.expected, compliant("Other")),
        )
        for row in (
            *broken(
                f"SecurityGroupIngress[0].{SOURCE}",
                EXPECTED,
                {**NOT_A_REFERENCE, "no group": {"Ref": "Queue"}},
                lambda v: inline({SOURCE: v}),
                logical_id="Group",
            ),
            *broken(
                f"SecurityGroupIngress[0].{SOURCE}",
                EXPECTED,
                {"rule hidden by a condition": MISSING},
                lambda _: inline({"Fn::If": ["A", {}, {}]}),
                logical_id="Group",
            ),
        )
    ),
    Case(name="no group", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(IngressSources(), case) == case.expected
