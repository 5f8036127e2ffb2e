from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.net.isolated_subnets import PLACES, SUBNET_GROUPS, IsolatedSubnets
from tests.policies.broken import MISSING, NOT_A_REFERENCE, broken, resource
from tests.policies.ecs.tasks import nested
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

SUBNET = "AWS::EC2::Subnet"
REFERENCES = f"references to the template's {SUBNET}"


def association(subnet: str, table: str) -> dict[str, Any]:
    return resource(
        "AWS::EC2::SubnetRouteTableAssociation",
        SubnetId={"Ref": subnet},
        RouteTableId={"Ref": table},
    )


NETWORK: dict[str, Any] = {
    "Isolated": {"Type": SUBNET},
    "Open": {"Type": SUBNET},
    "Queue": {"Type": "AWS::SQS::Queue"},
    "ClosedTable": {"Type": "AWS::EC2::RouteTable"},
    "OpenTable": {"Type": "AWS::EC2::RouteTable"},
    "Out": resource("AWS::EC2::Route", RouteTableId={"Ref": "OpenTable"}, GatewayId="igw-1"),
    "First": association("Isolated", "ClosedTable"),
    "Second": association("Open", "OpenTable"),
}


def template(resource_type: str, subnets: object) -> dict[str, Any]:
    kind = {"VpcEndpointType": "Interface"} if resource_type == "AWS::EC2::VPCEndpoint" else {}
    return {
        **NETWORK,
        "It": resource(resource_type, **nested(PLACES[resource_type], subnets), **kind),
    }


def rows(resource_type: str) -> tuple[Case, ...]:
    path = PLACES[resource_type]
    return (
        Case(
            name=f"{resource_type} isolated",
            resources=template(resource_type, [{"Ref": "Isolated"}]),
            expected=(compliant("It"),),
        ),
        *broken(
            path,
            REFERENCES,
            {**NOT_A_REFERENCE, "empty": []},
            lambda v: template(resource_type, v),
            logical_id="It",
        ),
        Case(
            name=f"{resource_type} open",
            resources=template(resource_type, [{"Ref": "Isolated"}, {"Ref": "Open"}]),
            expected=(
                violation(
                    "It", f'{path}[1] is {{"Ref": "Open"}}; expected a subnet without a route out.'
                ),
            ),
        ),
        Case(
            name=f"{resource_type} in no subnet",
            resources=template(resource_type, [{"Ref": "Queue"}]),
            expected=(violation("It", f'{path}[0] is {{"Ref": "Queue"}}; expected {REFERENCES}.'),),
        ),
    )


def group_rows(resource_type: str) -> tuple[Case, ...]:
    name, group = SUBNET_GROUPS[resource_type]

    def grouped(value: object) -> dict[str, Any]:
        return {
            **NETWORK,
            "It": resource(resource_type, **{name: value}),
            "Group": resource(group, SubnetIds=[{"Ref": "Isolated"}]),
        }

    rows = (
        Case(
            name=f"{resource_type} by a group",
            resources=grouped({"Ref": "Group"}),
            expected=(compliant("It"),),
        ),
        *broken(
            name,
            f"a reference to the template's {group}",
            NOT_A_REFERENCE,
            grouped,
            logical_id="It",
        ),
    )
    # The group itself is judged too, before what names it.
    return tuple(replace(row, expected=(compliant("Group"), *row.expected)) for row in rows)


CASES = (
    *(row for resource_type in PLACES for row in rows(resource_type)),
    *(row for resource_type in SUBNET_GROUPS for row in group_rows(resource_type)),
    Case(
        name="function outside the network",
        resources={"It": resource("AWS::Lambda::Function", VpcConfig=MISSING)},
        expected=(not_applicable("It", "The function runs outside the network."),),
    ),
    Case(
        name="gateway endpoint",
        resources={"It": resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Gateway")},
        expected=(not_applicable("It", "A gateway endpoint stands in route tables."),),
    ),
    Case(
        name="beside a route to an endpoint",
        resources={
            **template("AWS::RDS::DBSubnetGroup", [{"Ref": "Isolated"}]),
            "Endpoint": resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Gateway"),
            "ToEndpoint": resource(
                "AWS::EC2::Route",
                RouteTableId={"Ref": "ClosedTable"},
                DestinationCidrBlock="10.1.0.0/16",
                VpcEndpointId={"Ref": "Endpoint"},
            ),
        },
        expected=(
            not_applicable("Endpoint", "A gateway endpoint stands in route tables."),
            compliant("It"),
        ),
    ),
    Case(name="nothing of the kind", resources=NETWORK, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(IsolatedSubnets(), case) == case.expected
