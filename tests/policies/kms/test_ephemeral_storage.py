from __future__ import annotations

from typing import Any

import pytest

from policies.kms.ephemeral_storage import STORAGE, EphemeralStorage
from tests.policies.broken import broken, resource
from tests.policies.ecs.tasks import nested
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(key: object) -> dict[str, Any]:
    cluster = resource("AWS::ECS::Cluster", **nested(STORAGE, key))
    return {"Key": KEY, "Other": OTHER, "Cluster": cluster}


CASES = (
    Case(name="stack key", resources=template(KEY_ARN), expected=(compliant("Cluster"),)),
    *broken(STORAGE, EXPECTED, NOT_THE_KEY, template, logical_id="Cluster"),
    Case(name="no cluster", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(EphemeralStorage(), case) == case.expected
