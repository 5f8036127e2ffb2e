from __future__ import annotations

from typing import Any

import pytest

from policies.iam.file_system_access import FileSystemAccess
from policies.iam.transport import DENIAL
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.iam.documents import document
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def policy(**changed: object) -> dict[str, Any]:
    deny = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    kept = {name: value for name, value in (deny | changed).items() if value is not MISSING}
    return document(kept)


def template(value: object) -> dict[str, Any]:
    return {"Scratch": resource("AWS::EFS::FileSystem", FileSystemPolicy=value)}


CASES = (
    Case(name="refused", resources=template(policy()), expected=(compliant("Scratch"),)),
    Case(
        name="every action of the service",
        resources=template(policy(Action="elasticfilesystem:*")),
        expected=(compliant("Scratch"),),
    ),
    *broken(
        "FileSystemPolicy",
        DENIAL,
        {
            **NO_VALUES_AT_ALL,
            "hidden by a condition": {"Fn::If": ["A", policy(), {}]},
            "statement hidden by a condition": document({"Fn::If": ["A", {}, {}]}),
            "no statement": document(),
            "allowed": policy(Effect="Allow"),
            "one client": policy(Principal={"AWS": "x"}),
            "one action": policy(Action="elasticfilesystem:ClientMount"),
            "always": policy(Condition=MISSING),
            "another resource": policy(Resource="arn:aws:elasticfilesystem:x:1:file-system/y"),
        },
        template,
        logical_id="Scratch",
    ),
    Case(name="no file system", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FileSystemAccess(), case) == case.expected
