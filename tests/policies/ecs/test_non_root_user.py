from __future__ import annotations

import pytest

from policies.ecs.non_root_user import NonRootUser
from tests.policies.broken import UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

CASES = (
    *(
        Case(name=user, resources=task(User=user), expected=(compliant("Task"),))
        for user in ("10001", "10001:10001", "worker", "worker:workers")
    ),
    *broken(
        f"{CONTAINER}.User",
        "a literal user and group other than root",
        {
            **UNSEEN,
            "root": "root",
            "zero": "0",
            "more zeros": "000",
            "group of root": "10001:0",
            "root by name, with a group": "root:10001",
            "no group after the colon": "10001:",
            "empty": "",
            "blank": " ",
            "a number": 10001,
        },
        lambda v: task(User=v),
        logical_id="Task",
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(NonRootUser(), case) == case.expected
