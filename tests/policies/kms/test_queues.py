from __future__ import annotations

from typing import Any

import pytest

from policies.kms.queues import Queues
from tests.policies.broken import broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(key: object = KEY_ARN) -> dict[str, Any]:
    return {"Key": KEY, "Other": OTHER, "Queue": resource("AWS::SQS::Queue", KmsMasterKeyId=key)}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Queue"),)),
    *broken("KmsMasterKeyId", EXPECTED, NOT_THE_KEY, template, logical_id="Queue"),
    Case(name="no queue", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Queues(), case) == case.expected
