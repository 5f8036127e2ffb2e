from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.backup.database_backups import DatabaseBackups
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, RULES, Case, compliant, findings

PERIOD = "BackupRetentionPeriod"
PRODUCTION = replace(RULES, backup_retention_days=7)


def template(days: object) -> dict[str, Any]:
    return {"Database": resource("AWS::RDS::DBInstance", BackupRetentionPeriod=days)}


CASES = (
    Case(name="one day", resources=template(1), expected=(compliant("Database"),)),
    Case(name="more", resources=template(35), expected=(compliant("Database"),)),
    Case(
        name="as many as the profile demands",
        resources=template(7),
        rules=PRODUCTION,
        expected=(compliant("Database"),),
    ),
    *broken(
        PERIOD,
        "a literal number of at least 1",
        {**UNSEEN, "off": 0, "text": "7", "true": True},
        template,
        logical_id="Database",
    ),
    *broken(
        PERIOD,
        "a literal number of at least 7",
        {"fewer": 6},
        template,
        logical_id="Database",
        rules=PRODUCTION,
    ),
    *broken(
        PERIOD,
        "a literal number of at least 1",
        {"off, whatever the rules say": 0},
        template,
        logical_id="Database",
        rules=replace(RULES, backup_retention_days=0),
    ),
    Case(name="no database", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabaseBackups(), case) == case.expected
