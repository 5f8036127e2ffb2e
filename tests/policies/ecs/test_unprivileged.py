from __future__ import annotations

import pytest

from policies.ecs.unprivileged import Unprivileged
from tests.policies.broken import NOT_OFF, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, nested, task
from tests.policies.table import Case, compliant, findings

ADDED = {
    "one": ["SYS_PTRACE"],
    "hidden by a condition": {"Fn::If": ["A", [], ["SYS_ADMIN"]]},
    "left to a parameter": {"Ref": "Parameter"},
}

CASES = (
    Case(name="nothing said", resources=task(Name="a"), expected=(compliant("Task"),)),
    Case(
        name="nothing added",
        resources=task(
            Privileged=False,
            LinuxParameters={"Capabilities": {"Add": [], "Drop": ["ALL"]}, "Devices": []},
        ),
        expected=(compliant("Task"),),
    ),
    *broken(
        f"{CONTAINER}.Privileged",
        "false",
        NOT_OFF,
        lambda v: task(Privileged=v),
        logical_id="Task",
    ),
    *(
        row
        for path in ("LinuxParameters.Capabilities.Add", "LinuxParameters.Devices")
        for row in broken(
            f"{CONTAINER}.{path}",
            "absent or empty",
            ADDED,
            lambda v, path=path: task(**nested(path, v)),  # type: ignore[misc] # binds the path
            logical_id="Task",
        )
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Unprivileged(), case) == case.expected
