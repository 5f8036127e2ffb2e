from __future__ import annotations

from typing import Any

import pytest

from policies.kms.secrets import Secrets
from tests.policies.broken import broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(key: object = KEY_ARN) -> dict[str, Any]:
    secret = resource("AWS::SecretsManager::Secret", KmsKeyId=key)
    return {"Key": KEY, "Other": OTHER, "Secret": secret}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Secret"),)),
    *broken("KmsKeyId", EXPECTED, NOT_THE_KEY, template, logical_id="Secret"),
    Case(name="no secret", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Secrets(), case) == case.expected
