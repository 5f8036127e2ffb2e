from __future__ import annotations

from typing import Any

import pytest

from policies.kms.repositories import Repositories
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

TYPE = "EncryptionConfiguration.EncryptionType"


def template(kind: object = "KMS", key: object = KEY_ARN) -> dict[str, Any]:
    images = resource(
        "AWS::ECR::Repository", EncryptionConfiguration={"EncryptionType": kind, "KmsKey": key}
    )
    return {"Key": KEY, "Other": OTHER, "Images": images}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Images"),)),
    Case(name="twice", resources=template("KMS_DSSE"), expected=(compliant("Images"),)),
    *broken(
        TYPE,
        '"KMS" or "KMS_DSSE"',
        {**UNSEEN, "the registry's": "AES256"},
        template,
        logical_id="Images",
    ),
    *broken(
        "EncryptionConfiguration.KmsKey",
        EXPECTED,
        NOT_THE_KEY,
        lambda v: template(key=v),
        logical_id="Images",
    ),
    Case(name="no repository", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Repositories(), case) == case.expected
