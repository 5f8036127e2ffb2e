from __future__ import annotations

from typing import Any

import pytest

from policies.api.tracing import Tracing
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(*, traced: object) -> dict[str, Any]:
    return {"Stage": resource("AWS::ApiGateway::Stage", TracingEnabled=traced)}


CASES = (
    Case(name="traced", resources=template(traced=True), expected=(compliant("Stage"),)),
    *broken("TracingEnabled", "true", NOT_TRUE, lambda v: template(traced=v), logical_id="Stage"),
    Case(name="no stage", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Tracing(), case) == case.expected
