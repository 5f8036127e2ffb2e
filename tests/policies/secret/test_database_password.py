from __future__ import annotations

from typing import Any

import pytest

from policies.secret.database_password import DatabasePassword
from tests.policies.broken import broken, resource
from tests.policies.secret.references import DRAWN, EXPECTED, NOT_DRAWN, SECRETS, WRITTEN
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

PATH = "MasterUserPassword"


def template(password: object) -> dict[str, Any]:
    return {**SECRETS, "Database": resource("AWS::RDS::DBInstance", MasterUserPassword=password)}


CASES = (
    *(
        Case(name=name, resources=template(value), expected=(compliant("Database"),))
        for name, value in DRAWN.items()
    ),
    *broken(PATH, EXPECTED, NOT_DRAWN, template, logical_id="Database"),
    *(
        Case(
            name=f"written down: {name}",
            resources=template(value),
            expected=(violation("Database", f'{PATH} is "\\u2026"; expected {EXPECTED}.'),),
        )
        for name, value in WRITTEN.items()
    ),
    Case(name="no database", resources=SECRETS, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabasePassword(), case) == case.expected
