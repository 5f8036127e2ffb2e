from __future__ import annotations

from typing import Any

import pytest

from policies.net.subnet_addresses import SubnetAddresses
from tests.policies.broken import NOT_OFF, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(**properties: object) -> dict[str, Any]:
    return {"Subnet": resource("AWS::EC2::Subnet", **properties)}


CASES = (
    Case(name="absent", resources=template(), expected=(compliant("Subnet"),)),
    Case(
        name="off",
        resources=template(MapPublicIpOnLaunch=False, AssignIpv6AddressOnCreation=False),
        expected=(compliant("Subnet"),),
    ),
    *broken(
        "MapPublicIpOnLaunch",
        "false",
        NOT_OFF,
        lambda v: template(MapPublicIpOnLaunch=v),
        logical_id="Subnet",
    ),
    *broken(
        "AssignIpv6AddressOnCreation",
        "false",
        NOT_OFF,
        lambda v: template(AssignIpv6AddressOnCreation=v),
        logical_id="Subnet",
    ),
    Case(name="no subnet", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(SubnetAddresses(), case) == case.expected
