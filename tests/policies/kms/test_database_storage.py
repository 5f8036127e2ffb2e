from __future__ import annotations

import pytest

from policies.kms.database_storage import DatabaseStorage
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

KEY = {"Type": "AWS::KMS::Key"}
NO_KEY = "KmsKeyId is absent; expected a reference to the stack's AWS::KMS::Key."


def database(**properties: object) -> dict[str, object]:
    return {"Type": "AWS::RDS::DBInstance", "Properties": properties}


CASES = (
    Case(
        name="stack key",
        resources={
            "Key": KEY,
            "Database": database(StorageEncrypted=True, KmsKeyId={"Fn::GetAtt": ["Key", "Arn"]}),
        },
        expected=(compliant("Database"),),
    ),
    Case(
        name="not encrypted",
        resources={"Database": database(StorageEncrypted=False)},
        expected=(
            violation("Database", "StorageEncrypted is false; expected true."),
            violation("Database", NO_KEY),
        ),
    ),
    Case(
        name="default key",
        resources={"Database": database(StorageEncrypted=True)},
        expected=(violation("Database", NO_KEY),),
    ),
    Case(
        name="hidden by an intrinsic",
        resources={
            "Key": KEY,
            "Database": database(
                StorageEncrypted={"Fn::If": ["Encrypt", True, False]}, KmsKeyId={"Ref": "Key"}
            ),
        },
        expected=(
            violation(
                "Database",
                'StorageEncrypted is {"Fn::If": ["Encrypt", true, false]}; expected true.',
            ),
        ),
    ),
    Case(name="no database", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabaseStorage(), case) == case.expected
