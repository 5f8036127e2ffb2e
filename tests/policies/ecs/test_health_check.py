from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.health_check import HealthCheck
from tests.policies.broken import MISSING, UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

PROGRAM = ["python", "-m", "catalog"]
EXPECTED = 'the literal words "CMD", EntryPoint, "health", Command'


def asked(*words: str) -> list[str]:
    return ["CMD", *PROGRAM, "health", *words]


def template(
    command: object,
    essential: object = MISSING,
    program: object = PROGRAM,
    words: object = ["worker"],
) -> dict[str, Any]:
    return task(
        HealthCheck={"Command": command}, Essential=essential, EntryPoint=program, Command=words
    )


CASES = (
    Case(name="asked", resources=template(asked("worker")), expected=(compliant("Task"),)),
    Case(
        name="asked with all its words",
        resources=template(asked("api", "--port", "1"), words=["api", "--port", "1"]),
        expected=(compliant("Task"),),
    ),
    Case(
        name="not essential",
        resources=template(MISSING, essential=False),
        expected=(compliant("Task"),),
    ),
    *broken(
        f"{CONTAINER}.HealthCheck.Command",
        EXPECTED,
        {
            **UNSEEN,
            "turned off": ["NONE"],
            "empty": [],
            "text": "CMD python -m health",
            "nothing to run": ["CMD"],
            "always well": ["CMD-SHELL", "exit 0"],
            "always well without a shell": ["CMD", "true"],
            "by a shell": ["CMD-SHELL", "python -m catalog health worker"],
            "of another program": ["CMD", "python", "-m", "other", "health", "worker"],
            "of another service": asked("api"),
            "of nothing": asked(),
            "another question": ["CMD", *PROGRAM, "--help"],
            "a word hidden by a condition": [*asked(), {"Fn::If": ["A", "worker", "x"]}],
        },
        template,
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.HealthCheck.Command",
        EXPECTED,
        {"perhaps essential": MISSING},
        lambda v: template(v, essential={"Fn::If": ["A", True, False]}),
        logical_id="Task",
    ),
    *(
        row
        for name, words in {**UNSEEN, "no words": [], "a number": [1]}.items()
        for place in ("program", "words")
        for row in broken(
            f"{CONTAINER}.HealthCheck.Command",
            EXPECTED,
            {f"{place}: {name}": asked("worker")},
            lambda v, place=place, words=words: template(v, **{place: words}),  # type: ignore[misc] # binds them
            logical_id="Task",
        )
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(HealthCheck(), case) == case.expected
