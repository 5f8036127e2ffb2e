from __future__ import annotations

from typing import Any

import pytest

from policies.ha.subnets import Subnets
from policies.ha.zones import TWO_ZONES
from policies.placement import SUBNETS as PATHS
from tests.policies.broken import broken, resource
from tests.policies.ha.network import BOTH, ONE_ZONE, SUBNETS
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, not_applicable


def template(resource_type: str, subnets: object) -> dict[str, Any]:
    nested: object = subnets
    names = PATHS[resource_type].split(".")
    for name in reversed(names[1:]):
        nested = {name: nested}
    kind = {"VpcEndpointType": "Interface"} if resource_type == "AWS::EC2::VPCEndpoint" else {}
    return {**SUBNETS, "It": resource(resource_type, **{names[0]: nested}, **kind)}


def rows(resource_type: str) -> tuple[Case, ...]:
    return (
        Case(
            name=f"{resource_type} in two zones",
            resources=template(resource_type, BOTH),
            expected=(compliant("It"),),
        ),
        *broken(
            PATHS[resource_type],
            TWO_ZONES,
            ONE_ZONE,
            lambda v: template(resource_type, v),
            logical_id="It",
        ),
    )


CASES = (
    *(row for resource_type in PATHS for row in rows(resource_type)),
    Case(
        name="a zone by its name",
        resources=template("AWS::RDS::DBSubnetGroup", [{"Ref": "First"}, {"Ref": "Named"}]),
        expected=(compliant("It"),),
    ),
    Case(
        name="function outside the network",
        resources={"It": resource("AWS::Lambda::Function")},
        expected=(not_applicable("It", "The function runs outside the network."),),
    ),
    Case(
        name="gateway endpoint",
        resources={"It": resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Gateway")},
        expected=(not_applicable("It", "A gateway endpoint stands in route tables."),),
    ),
    Case(
        name="gateway endpoint by default",
        resources={"It": resource("AWS::EC2::VPCEndpoint")},
        expected=(not_applicable("It", "A gateway endpoint stands in route tables."),),
    ),
    Case(name="nothing of the kind", resources=SUBNETS, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Subnets(), case) == case.expected
