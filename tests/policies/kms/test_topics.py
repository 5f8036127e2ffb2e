from __future__ import annotations

from typing import Any

import pytest

from policies.kms.topics import Topics
from tests.policies.broken import broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(key: object = KEY_ARN) -> dict[str, Any]:
    return {"Key": KEY, "Other": OTHER, "Alarms": resource("AWS::SNS::Topic", KmsMasterKeyId=key)}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Alarms"),)),
    *broken("KmsMasterKeyId", EXPECTED, NOT_THE_KEY, template, logical_id="Alarms"),
    Case(name="no topic", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Topics(), case) == case.expected
