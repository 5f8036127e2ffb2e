from __future__ import annotations

from typing import Any

import pytest

from policies.kms.file_systems import FileSystems
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(*, encrypted: object = True, key: object = KEY_ARN) -> dict[str, Any]:
    scratch = resource("AWS::EFS::FileSystem", Encrypted=encrypted, KmsKeyId=key)
    return {"Key": KEY, "Other": OTHER, "Scratch": scratch}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Scratch"),)),
    *broken("Encrypted", "true", NOT_TRUE, lambda v: template(encrypted=v), logical_id="Scratch"),
    *broken("KmsKeyId", EXPECTED, NOT_THE_KEY, lambda v: template(key=v), logical_id="Scratch"),
    Case(name="no file system", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FileSystems(), case) == case.expected
