from __future__ import annotations

import json
from typing import Any

import pytest

from policies.ha.file_systems import FileSystems
from policies.ha.zones import TWO_ZONES
from tests.policies.broken import MISSING, broken, resource
from tests.policies.ha.network import SUBNETS
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

PLACE = "AWS::EFS::MountTarget.SubnetId"


def template(*subnets: object, one_zone: object = MISSING, of: str = "Scratch") -> dict[str, Any]:
    targets = {
        f"Target{index}": resource(
            "AWS::EFS::MountTarget", FileSystemId={"Ref": of}, SubnetId=subnet
        )
        for index, subnet in enumerate(subnets)
    }
    scratch = resource("AWS::EFS::FileSystem", AvailabilityZoneName=one_zone)
    return {**SUBNETS, **targets, "Scratch": scratch}


def breaks(name: str, resources: dict[str, Any], told: object) -> Case:
    detail = f"{PLACE} is {json.dumps(told)}; expected {TWO_ZONES}."
    return Case(name=name, resources=resources, expected=(violation("Scratch", detail),))


FIRST, SECOND = {"Ref": "First"}, {"Ref": "Second"}

CASES = (
    Case(name="two zones", resources=template(FIRST, SECOND), expected=(compliant("Scratch"),)),
    breaks("no target", template(), []),
    breaks("one target", template(FIRST), [FIRST]),
    breaks("one zone", template(FIRST, {"Ref": "FirstAgain"}), [FIRST, {"Ref": "FirstAgain"}]),
    breaks("not ours", template(FIRST, "subnet-1"), [FIRST, "subnet-1"]),
    breaks("of another", template(FIRST, SECOND, of="Other"), []),
    breaks(
        "file system hidden by a condition",
        {
            **template(FIRST),
            "Hidden": resource(
                "AWS::EFS::MountTarget",
                FileSystemId={"Fn::If": ["A", {"Ref": "Scratch"}, {"Ref": "Other"}]},
                SubnetId=SECOND,
            ),
        },
        [FIRST],
    ),
    *broken(
        "AvailabilityZoneName",
        "absent",
        {"one": "somewhere-1a", "hidden by a condition": {"Fn::If": ["A", "x", "y"]}},
        lambda v: template(FIRST, SECOND, one_zone=v),
        logical_id="Scratch",
    ),
    Case(name="no file system", resources=SUBNETS, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FileSystems(), case) == case.expected
