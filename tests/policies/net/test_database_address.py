from __future__ import annotations

from typing import Any

import pytest

from policies.net.database_address import DatabaseAddress
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(*, public: object) -> dict[str, Any]:
    return {"Database": resource("AWS::RDS::DBInstance", PubliclyAccessible=public)}


CASES = (
    Case(name="none", resources=template(public=False), expected=(compliant("Database"),)),
    *broken(
        "PubliclyAccessible",
        "false",
        {**UNSEEN, "public": True, "text": "false"},
        lambda v: template(public=v),
        logical_id="Database",
    ),
    Case(name="no database", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabaseAddress(), case) == case.expected
