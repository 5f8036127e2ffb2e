from __future__ import annotations

from typing import Any

import pytest

from policies.log.retention import Retention
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(days: object) -> dict[str, Any]:
    return {"Logs": resource("AWS::Logs::LogGroup", RetentionInDays=days)}


CASES = (
    Case(name="a week", resources=template(7), expected=(compliant("Logs"),)),
    *broken(
        "RetentionInDays",
        "a literal number of at least 1",
        {**UNSEEN, "none": 0, "text": "7"},
        template,
        logical_id="Logs",
    ),
    Case(name="no group", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Retention(), case) == case.expected
