from __future__ import annotations

import pytest

from policies.ecs.stop_timeout import StopTimeout
from tests.policies.broken import UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

CASES = (
    Case(name="set", resources=task(StopTimeout=120), expected=(compliant("Task"),)),
    Case(name="short", resources=task(StopTimeout=1), expected=(compliant("Task"),)),
    Case(name="not essential", resources=task(Essential=False), expected=(compliant("Task"),)),
    *broken(
        f"{CONTAINER}.StopTimeout",
        "a literal number of seconds from 1 to 120",
        {**UNSEEN, "none": 0, "more than Fargate grants": 121, "text": "60", "true": True},
        lambda v: task(StopTimeout=v),
        logical_id="Task",
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(StopTimeout(), case) == case.expected
