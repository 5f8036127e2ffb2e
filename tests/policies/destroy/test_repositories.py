from __future__ import annotations

import pytest

from policies.destroy.repositories import Repositories
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

CASES = (
    Case(
        name="emptied",
        resources={"Images": resource("AWS::ECR::Repository", EmptyOnDelete=True)},
        expected=(compliant("Images"),),
    ),
    *broken(
        "EmptyOnDelete",
        "true",
        NOT_TRUE,
        lambda value: {"Images": resource("AWS::ECR::Repository", EmptyOnDelete=value)},
        logical_id="Images",
    ),
    Case(
        name="no repository",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Repositories(), case) == case.expected
