from __future__ import annotations

from typing import Any

import pytest

from policies.net.routes import Routes
from tests.policies.broken import NO_VALUE, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ENDPOINT = {"Ref": "Endpoint"}
REFERENCE = "a reference to the template's AWS::EC2::VPCEndpoint"
PRIVATE = "within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"


def template(
    endpoint: object = ENDPOINT, destination: object = "10.1.0.0/16", **properties: object
) -> dict[str, Any]:
    return {
        "Endpoint": {"Type": "AWS::EC2::VPCEndpoint"},
        "Table": {"Type": "AWS::EC2::RouteTable"},
        "Route": resource(
            "AWS::EC2::Route",
            RouteTableId={"Ref": "Table"},
            DestinationCidrBlock=destination,
            VpcEndpointId=endpoint,
            **properties,
        ),
    }


CASES = (
    *(
        Case(name=f"{each} to an endpoint", resources=resources, expected=(compliant("Route"),))
        for each, resources in (
            ("a network", template()),
            ("an address", template(destination="192.168.7.1/32")),
            ("all private addresses", template(destination="10.0.0.0/8")),
        )
    ),
    Case(
        name="to no gateway", resources=template(GatewayId=NO_VALUE), expected=(compliant("Route"),)
    ),
    *(
        row
        for name in (
            "GatewayId",
            "NatGatewayId",
            "TransitGatewayId",
            "VpcPeeringConnectionId",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        )
        for row in broken(
            name,
            "absent: a route of DestinationCidrBlock to VpcEndpointId",
            {"reference": {"Ref": "Gateway"}, "hidden by a condition": {"Fn::If": ["A", "x", "y"]}},
            lambda v, name=name: template(**{name: v}),  # type: ignore[misc] # binds the name
            logical_id="Route",
        )
    ),
    *broken(
        "VpcEndpointId",
        REFERENCE,
        {**NOT_A_REFERENCE, "by its id": "vpce-0123456789abcdef0", "no endpoint": {"Ref": "Table"}},
        template,
        logical_id="Route",
    ),
    *broken(
        "DestinationCidrBlock",
        PRIVATE,
        {
            **UNSEEN,
            "everything": "0.0.0.0/0",
            "everything, version 6": "::/0",
            "half of everything": "0.0.0.0/1",
            "more than is private": "10.0.0.0/7",
            "an address of the internet": "203.0.113.7/32",
            "no network": "10.1.0.1/16",
            "a list": ["10.1.0.0/16"],
        },
        lambda v: template(destination=v),
        logical_id="Route",
    ),
    Case(
        name="nowhere",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(
            violation("Route", f"VpcEndpointId is absent; expected {REFERENCE}."),
            violation("Route", f"DestinationCidrBlock is absent; expected {PRIVATE}."),
        ),
    ),
    Case(name="no route", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Routes(), case) == case.expected
