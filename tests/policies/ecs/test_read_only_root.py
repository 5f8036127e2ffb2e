from __future__ import annotations

import pytest

from policies.ecs.read_only_root import ReadOnlyRoot
from tests.policies.broken import NOT_TRUE, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, containers, task
from tests.policies.table import Case, compliant, findings, violation

PATH = "ReadonlyRootFilesystem"

CASES = (
    Case(
        name="read-only", resources=task(ReadonlyRootFilesystem=True), expected=(compliant("Task"),)
    ),
    *broken(
        f"{CONTAINER}.{PATH}",
        "true",
        NOT_TRUE,
        lambda v: task(ReadonlyRootFilesystem=v),
        logical_id="Task",
    ),
    Case(
        name="the second, not essential",
        resources=containers([{PATH: True}, {PATH: False, "Essential": False}]),
        expected=(violation("Task", f"ContainerDefinitions[1].{PATH} is false; expected true."),),
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ReadOnlyRoot(), case) == case.expected
