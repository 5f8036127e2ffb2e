from __future__ import annotations

import pytest

from policies.tag.propagated import Propagated
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

CASES = (
    *(
        Case(
            name=source,
            resources={"Service": resource("AWS::ECS::Service", PropagateTags=source)},
            expected=(compliant("Service"),),
        )
        for source in ("SERVICE", "TASK_DEFINITION")
    ),
    *broken(
        "PropagateTags",
        '"SERVICE" or "TASK_DEFINITION"',
        {**UNSEEN, "none": "NONE", "another case": "service", "true": True},
        lambda value: {"Service": resource("AWS::ECS::Service", PropagateTags=value)},
        logical_id="Service",
    ),
    Case(
        name="no service",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Propagated(), case) == case.expected
