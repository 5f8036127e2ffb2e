from __future__ import annotations

from typing import Any

import pytest

from policies.kms.cache_storage import CacheStorage
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ENABLED = "AtRestEncryptionEnabled"


def template(*, encrypted: object = True, key: object = KEY_ARN) -> dict[str, Any]:
    cache = resource(
        "AWS::ElastiCache::ReplicationGroup", AtRestEncryptionEnabled=encrypted, KmsKeyId=key
    )
    return {"Key": KEY, "Other": OTHER, "Cache": cache}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Cache"),)),
    *broken(ENABLED, "true", NOT_TRUE, lambda v: template(encrypted=v), logical_id="Cache"),
    *broken("KmsKeyId", EXPECTED, NOT_THE_KEY, lambda v: template(key=v), logical_id="Cache"),
    Case(
        name="lone cluster",
        resources={"Cache": resource("AWS::ElastiCache::CacheCluster")},
        expected=(
            violation("Cache", f"{ENABLED} is absent; expected true."),
            violation("Cache", f"KmsKeyId is absent; expected {EXPECTED}."),
        ),
    ),
    Case(name="no cache", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CacheStorage(), case) == case.expected
