from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.database_backups import DatabaseBackups
from tests.policies.broken import MISSING, NO_VALUE, NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def database(deleted: object, elsewhere: object = MISSING) -> dict[str, Any]:
    return {
        "Database": resource(
            "AWS::RDS::DBInstance",
            DeleteAutomatedBackups=deleted,
            AutomaticBackupReplicationRegion=elsewhere,
        )
    }


CASES = (
    Case(name="deleted", resources=database(deleted=True), expected=(compliant("Database"),)),
    Case(
        name="deleted, and nowhere else",
        resources=database(deleted=True, elsewhere=NO_VALUE),
        expected=(compliant("Database"),),
    ),
    *broken("DeleteAutomatedBackups", "true", NOT_TRUE, database, logical_id="Database"),
    *broken(
        "AutomaticBackupReplicationRegion",
        "absent",
        {
            "a region": "ap-northeast-3",
            "left to a parameter": {"Ref": "Region"},
            "hidden by a condition": {"Fn::If": ["A", "ap-northeast-3", NO_VALUE]},
        },
        lambda value: database(deleted=True, elsewhere=value),
        logical_id="Database",
    ),
    Case(
        name="no database",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabaseBackups(), case) == case.expected
