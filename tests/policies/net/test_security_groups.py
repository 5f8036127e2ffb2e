from __future__ import annotations

from typing import Any

import pytest

from policies.net.security_groups import GROUPS, SecurityGroups
from tests.policies.broken import NOT_A_REFERENCE, broken, resource
from tests.policies.ecs.tasks import nested
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, not_applicable

GROUP = "AWS::EC2::SecurityGroup"


def template(resource_type: str, groups: object) -> dict[str, Any]:
    kind = {"VpcEndpointType": "Interface"} if resource_type == "AWS::EC2::VPCEndpoint" else {}
    return {
        "Group": {"Type": GROUP},
        "Queue": {"Type": "AWS::SQS::Queue"},
        "It": resource(resource_type, **nested(GROUPS[resource_type], groups), **kind),
    }


def rows(resource_type: str) -> tuple[Case, ...]:
    path = GROUPS[resource_type]
    expected = f"references to the template's {GROUP}"
    return (
        Case(
            name=f"{resource_type} with one",
            resources=template(resource_type, [{"Fn::GetAtt": ["Group", "GroupId"]}]),
            expected=(compliant("It"),),
        ),
        *broken(
            path,
            expected,
            {**NOT_A_REFERENCE, "empty": [], "no group": {"Ref": "Queue"}},
            lambda v: template(resource_type, v),
            logical_id="It",
        ),
        *broken(
            f"{path}[1]",
            expected,
            {"one of them of elsewhere": "sg-1"},
            lambda v: template(resource_type, [{"Ref": "Group"}, v]),
            logical_id="It",
        ),
    )


CASES = (
    *(row for resource_type in GROUPS for row in rows(resource_type)),
    Case(
        name="function outside the network",
        resources={"It": resource("AWS::Lambda::Function")},
        expected=(not_applicable("It", "The function runs outside the network."),),
    ),
    Case(
        name="gateway endpoint",
        resources={"It": resource("AWS::EC2::VPCEndpoint")},
        expected=(not_applicable("It", "A gateway endpoint stands in route tables."),),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(SecurityGroups(), case) == case.expected
