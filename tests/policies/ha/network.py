"""A network of two zones."""

from __future__ import annotations

from typing import Any, Final

from tests.policies.broken import MISSING, resource


def nth_zone(index: object) -> dict[str, Any]:
    return {"Fn::Select": [index, {"Fn::GetAZs": ""}]}


def subnet(zone: object) -> dict[str, Any]:
    return resource("AWS::EC2::Subnet", VpcId={"Ref": "Network"}, AvailabilityZone=zone)


SUBNETS: Final[dict[str, Any]] = {
    "First": subnet(nth_zone(0)),
    "Second": subnet(nth_zone(1)),
    "FirstAgain": subnet({"Fn::Select": ["0", {"Fn::GetAZs": {"Ref": "AWS::Region"}}]}),
    "Named": subnet("somewhere-1a"),
    "Unplaced": subnet(MISSING),
    "Hidden": subnet({"Fn::If": ["A", "a", "b"]}),
    "NoSubnet": {"Type": "AWS::EC2::VPC"},
}

BOTH: Final = [{"Ref": "First"}, {"Ref": "Second"}]

ONE_ZONE: Final[dict[str, Any]] = {
    "absent": MISSING,
    "null": None,
    "no value": {"Ref": "AWS::NoValue"},
    "empty": [],
    "one": [{"Ref": "First"}],
    "one twice": [{"Ref": "First"}, {"Ref": "First"}],
    "two in one zone": [{"Ref": "First"}, {"Ref": "FirstAgain"}],
    "one without a zone": [{"Ref": "First"}, {"Ref": "Unplaced"}],
    "one with a hidden zone": [{"Ref": "First"}, {"Ref": "Hidden"}],
    "none of ours": ["subnet-1", "subnet-2"],
    "no subnets": [{"Ref": "First"}, {"Ref": "NoSubnet"}],
    "left to a parameter": {"Ref": "Subnets"},
    "hidden by a condition": {"Fn::If": ["A", [{"Ref": "First"}], [{"Ref": "Second"}]]},
    "one hidden by a condition": [{"Ref": "First"}, {"Fn::If": ["A", 1, 2]}],
}
"""Lists of subnets that don't tell of two zones."""
