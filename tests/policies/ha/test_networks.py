from __future__ import annotations

import json
from typing import Any

import pytest

from policies.ha.networks import Networks
from policies.ha.zones import TWO_ZONES
from tests.policies.broken import MISSING
from tests.policies.ha.network import nth_zone, subnet
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(*zones: object) -> dict[str, Any]:
    subnets = {f"Subnet{index}": subnet(zone) for index, zone in enumerate(zones)}
    return {"Network": {"Type": "AWS::EC2::VPC"}, **subnets}


def breaks(name: str, *zones: object, told: object) -> Case:
    detail = f"AWS::EC2::Subnet.AvailabilityZone is {told}; expected {TWO_ZONES}."
    return Case(name=name, resources=template(*zones), expected=(violation("Network", detail),))


HIDDEN = {"Fn::If": ["A", "a", "b"]}

CASES = (
    Case(
        name="two zones",
        resources=template(nth_zone(0), nth_zone(1)),
        expected=(compliant("Network"),),
    ),
    breaks("no subnet", told="[]"),
    breaks("one subnet", nth_zone(0), told=json.dumps([nth_zone(0)])),
    breaks("one zone", nth_zone(0), nth_zone(0), told=json.dumps([nth_zone(0), nth_zone(0)])),
    breaks("zone absent", "a", MISSING, told='["a", "absent"]'),
    breaks("zone hidden by a condition", "a", HIDDEN, told=json.dumps(["a", HIDDEN])),
    Case(name="no network", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Networks(), case) == case.expected
