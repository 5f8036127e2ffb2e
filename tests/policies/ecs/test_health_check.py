from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.health_check import HealthCheck
from tests.policies.broken import MISSING, UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

COMMAND = ["CMD-SHELL", "python -m health || exit 1"]


def template(command: object = COMMAND, essential: object = MISSING) -> dict[str, Any]:
    return task(HealthCheck={"Command": command}, Essential=essential)


CASES = (
    Case(name="shell", resources=template(), expected=(compliant("Task"),)),
    Case(
        name="command",
        resources=template(["CMD", "python", "-m", "health"]),
        expected=(compliant("Task"),),
    ),
    Case(
        name="not essential",
        resources=template(MISSING, essential=False),
        expected=(compliant("Task"),),
    ),
    *broken(
        f"{CONTAINER}.HealthCheck.Command",
        "a literal command that begins with CMD or CMD-SHELL",
        {
            **UNSEEN,
            "turned off": ["NONE"],
            "empty": [],
            "text": "CMD python -m health",
            "nothing to run": ["CMD"],
            "a word hidden by a condition": [{"Fn::If": ["A", "CMD", "NONE"]}, "x"],
        },
        template,
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.HealthCheck.Command",
        "a literal command that begins with CMD or CMD-SHELL",
        {"perhaps essential": MISSING},
        lambda v: template(v, essential={"Fn::If": ["A", True, False]}),
        logical_id="Task",
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(HealthCheck(), case) == case.expected
