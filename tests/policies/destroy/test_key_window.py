from __future__ import annotations

import pytest

from policies.destroy.key_window import KeyWindow
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

CASES = (
    Case(
        name="7 days",
        resources={"Key": resource("AWS::KMS::Key", PendingWindowInDays=7)},
        expected=(compliant("Key"),),
    ),
    *broken(
        "PendingWindowInDays",
        "7",
        {**UNSEEN, "longer": 30, "text": "7", "a flag": True},
        lambda value: {"Key": resource("AWS::KMS::Key", PendingWindowInDays=value)},
        logical_id="Key",
    ),
    Case(
        name="no key",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(KeyWindow(), case) == case.expected
