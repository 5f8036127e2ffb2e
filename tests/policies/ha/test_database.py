from __future__ import annotations

from typing import Any

import pytest

from policies.ha.database import Database
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(*, standby: object) -> dict[str, Any]:
    return {"Database": resource("AWS::RDS::DBInstance", MultiAZ=standby)}


CASES = (
    Case(name="standby", resources=template(standby=True), expected=(compliant("Database"),)),
    *broken("MultiAZ", "true", NOT_TRUE, lambda v: template(standby=v), logical_id="Database"),
    Case(name="no database", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Database(), case) == case.expected
