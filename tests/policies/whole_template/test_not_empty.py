from __future__ import annotations

import pytest

from policies.whole_template.not_empty import NotEmpty
from tests.policies.broken import resource
from tests.policies.table import Case, compliant, findings, violation

CASES = (
    Case(
        name="a resource",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(compliant(""),),
    ),
    Case(
        name="none",
        resources={},
        expected=(violation("", "Resources is {}; expected at least one resource."),),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(NotEmpty(), case) == case.expected
