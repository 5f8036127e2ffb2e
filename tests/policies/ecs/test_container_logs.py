from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.container_logs import ContainerLogs
from tests.policies.broken import NO_VALUES_AT_ALL, UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

LOG = f"{CONTAINER}.LogConfiguration"
OPTIONS = {
    "awslogs-group": {"Ref": "Logs"},
    "awslogs-region": {"Ref": "AWS::Region"},
    "awslogs-stream-prefix": "worker",
}


def template(driver: object = "awslogs", **options: object) -> dict[str, Any]:
    return task(LogConfiguration={"LogDriver": driver, "Options": {**OPTIONS, **options}})


def option(name: str, value: object) -> dict[str, Any]:
    return template(**{name: value})


CASES = (
    Case(name="awslogs", resources=template(), expected=(compliant("Task"),)),
    Case(
        name="creates no group",
        resources=option("awslogs-create-group", "false"),
        expected=(compliant("Task"),),
    ),
    *broken(
        f"{LOG}.LogDriver",
        '"awslogs"',
        {**UNSEEN, "elsewhere": "splunk", "router": "awsfirelens"},
        template,
        logical_id="Task",
    ),
    *(
        row
        for name in OPTIONS
        for row in broken(
            f"{LOG}.Options.{name}",
            "a value",
            {**NO_VALUES_AT_ALL, "empty": ""},
            lambda v, name=name: option(name, v),  # type: ignore[misc] # binds the name
            logical_id="Task",
        )
    ),
    *broken(
        f"{LOG}.Options.awslogs-create-group",
        '"false" or absent',
        {"true": "true", "left to a parameter": {"Ref": "Parameter"}},
        lambda v: option("awslogs-create-group", v),
        logical_id="Task",
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ContainerLogs(), case) == case.expected
