from __future__ import annotations

from typing import Any

import pytest

from policies.log.containers import Containers
from tests.policies.broken import broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.log.groups import DECLARED_GROUPS, EXPECTED, GROUP, UNDECLARED
from tests.policies.table import Case, compliant, findings


def template(group: object) -> dict[str, Any]:
    return {**GROUP, **task(LogConfiguration={"Options": {"awslogs-group": group}})}


CASES = (
    *(
        Case(name=name, resources=template(group), expected=(compliant("Task"),))
        for name, group in DECLARED_GROUPS.items()
    ),
    *broken(
        f"{CONTAINER}.LogConfiguration.Options.awslogs-group",
        EXPECTED,
        UNDECLARED,
        template,
        logical_id="Task",
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Containers(), case) == case.expected
