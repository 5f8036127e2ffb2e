from __future__ import annotations

import pytest

from policies.net.gateways import Gateways
from tests.policies.table import NOTHING_TO_JUDGE, Case, findings, violation

CASES = (
    *(
        Case(
            name=name,
            resources={"Gateway": {"Type": name}},
            expected=(violation("Gateway", f'Type is "{name}"; expected no such resource.'),),
        )
        for name in Gateways.resource_types
    ),
    Case(name="network", resources={"A": {"Type": "AWS::EC2::VPC"}}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Gateways(), case) == case.expected


def test_knows_the_gateways_that_networks_had_from_the_start() -> None:
    assert {
        "AWS::EC2::InternetGateway",
        "AWS::EC2::NatGateway",
        "AWS::EC2::EgressOnlyInternetGateway",
        "AWS::EC2::TransitGatewayAttachment",
        "AWS::EC2::VPCPeeringConnection",
    } <= set(Gateways.resource_types)
