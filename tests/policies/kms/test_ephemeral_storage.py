from __future__ import annotations

from typing import Any

import pytest

from policies.kms.ephemeral_storage import STORAGE, VOLUMES, EphemeralStorage
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.ecs.tasks import nested
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(key: object) -> dict[str, Any]:
    cluster = resource("AWS::ECS::Cluster", **nested(STORAGE, key))
    return {"Key": KEY, "Other": OTHER, "Cluster": cluster}


def service(volumes: object) -> dict[str, Any]:
    return {"Service": resource("AWS::ECS::Service", VolumeConfigurations=volumes)}


VOLUME = {
    "Name": "work",
    "ManagedEBSVolume": {"SizeInGiB": 200, "RoleArn": "arn:aws:iam::1:role/x"},
}

CASES = (
    Case(name="stack key", resources=template(KEY_ARN), expected=(compliant("Cluster"),)),
    *broken(STORAGE, EXPECTED, NOT_THE_KEY, template, logical_id="Cluster"),
    *(
        Case(name=f"volumes {name}", resources=service(v), expected=(compliant("Service"),))
        for name, v in NO_VALUES_AT_ALL.items()
    ),
    *broken(
        VOLUMES,
        "absent",
        {
            "without a key": [VOLUME],
            "none": [],
            "hidden by a condition": {"Fn::If": ["A", [VOLUME], {"Ref": "AWS::NoValue"}]},
            "left to a parameter": {"Ref": "Parameter"},
        },
        service,
        logical_id="Service",
    ),
    Case(name="no cluster", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(EphemeralStorage(), case) == case.expected
