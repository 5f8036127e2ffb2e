from __future__ import annotations

from typing import Any

import pytest

from policies.net.routes import Routes
from tests.policies.broken import MISSING, NO_VALUE, NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

ENDPOINT = {"Ref": "Endpoint"}


def template(endpoint: object = ENDPOINT, **properties: object) -> dict[str, Any]:
    return {
        "Route": resource(
            "AWS::EC2::Route",
            RouteTableId={"Ref": "Table"},
            DestinationCidrBlock="10.1.0.0/16",
            VpcEndpointId=endpoint,
            **properties,
        )
    }


CASES = (
    Case(name="to an endpoint", resources=template(), expected=(compliant("Route"),)),
    Case(
        name="to no gateway", resources=template(GatewayId=NO_VALUE), expected=(compliant("Route"),)
    ),
    *(
        row
        for name in ("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId")
        for row in broken(
            name,
            "absent: a route to VpcEndpointId",
            {"reference": {"Ref": "Gateway"}, "hidden by a condition": {"Fn::If": ["A", "x", "y"]}},
            lambda v, name=name: template(**{name: v}),  # type: ignore[misc] # binds the name
            logical_id="Route",
        )
    ),
    *broken("VpcEndpointId", "an endpoint", NO_VALUES_AT_ALL, template, logical_id="Route"),
    *broken(
        "VpcEndpointId",
        "an endpoint",
        {"nowhere": MISSING},
        lambda _: {"Route": resource("AWS::EC2::Route")},
        logical_id="Route",
    ),
    Case(name="no route", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Routes(), case) == case.expected
