from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.unprivileged import Unprivileged
from tests.policies.broken import NOT_OFF, broken, resource
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, nested, task
from tests.policies.table import Case, compliant, findings

ADDED = {
    "one": ["SYS_PTRACE"],
    "hidden by a condition": {"Fn::If": ["A", [], ["SYS_ADMIN"]]},
    "left to a parameter": {"Ref": "Parameter"},
}


def shared(**properties: object) -> dict[str, Any]:
    """A template with a task definition whose containers share something."""
    found = resource("AWS::ECS::TaskDefinition", ContainerDefinitions=[{"Name": "a"}], **properties)
    return {"Task": found}


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
    *(
        row
        for name in ("PidMode", "IpcMode")
        for row in broken(
            name,
            "absent",
            {"shared": "task", "hidden by a condition": {"Fn::If": ["A", "task", "host"]}},
            lambda v, name=name: shared(**{name: v}),  # type: ignore[misc] # binds the name
            logical_id="Task",
        )
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Unprivileged(), case) == case.expected
