from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.file_system_backups import FileSystemBackups
from tests.policies.broken import MISSING, NO_VALUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def files(backup: object = MISSING, replication: object = MISSING) -> dict[str, Any]:
    return {
        "Files": resource(
            "AWS::EFS::FileSystem", BackupPolicy=backup, ReplicationConfiguration=replication
        )
    }


CASES = (
    *(
        Case(name=f"no backups: {name}", resources=files(value), expected=(compliant("Files"),))
        for name, value in {
            "absent": MISSING,
            "null": None,
            "no value": NO_VALUE,
            "disabled": {"Status": "DISABLED"},
        }.items()
    ),
    *broken(
        "BackupPolicy.Status",
        '"DISABLED"',
        {
            "enabled": "ENABLED",
            "absent": MISSING,
            "hidden by a condition": {"Fn::If": ["A", "DISABLED", "ENABLED"]},
            "left to a parameter": {"Ref": "Status"},
        },
        lambda value: files({"Status": value}),
        logical_id="Files",
    ),
    Case(
        name="policy hidden by a condition",
        resources=files({"Fn::If": ["A", {"Status": "ENABLED"}, NO_VALUE]}),
        expected=(violation("Files", 'BackupPolicy.Status is absent; expected "DISABLED".'),),
    ),
    *broken(
        "ReplicationConfiguration",
        "absent",
        {
            "another region": {"Destinations": [{"Region": "eu-west-1"}]},
            "hidden by a condition": {"Fn::If": ["A", {"Destinations": []}, NO_VALUE]},
        },
        lambda value: files(replication=value),
        logical_id="Files",
    ),
    Case(
        name="no file system",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FileSystemBackups(), case) == case.expected
