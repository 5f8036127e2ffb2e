from __future__ import annotations

import pytest

from policies.secret.injected import PLACES, Injected
from tests.policies.broken import MISSING, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, nested, task
from tests.policies.table import Case, compliant, findings

CASES = (
    *(
        Case(name=name, resources=task(Secrets=value), expected=(compliant("Task"),))
        for name, value in {"absent": MISSING, "null": None, "empty": []}.items()
    ),
    *(
        row
        for path in PLACES
        for row in broken(
            f"{CONTAINER}.{path}",
            "absent",
            {
                "one": [{"Name": "PASSWORD", "ValueFrom": {"Ref": "Secret"}}],
                "hidden by a condition": {"Fn::If": ["A", [], []]},
            },
            lambda v, path=path: task(**nested(path, v)),  # type: ignore[misc] # binds the path
            logical_id="Task",
        )
    ),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Injected(), case) == case.expected
