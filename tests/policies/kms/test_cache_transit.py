from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.kms.cache_transit import CacheTransit
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, NOT_TRUE, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    RULES,
    Case,
    compliant,
    findings,
    not_applicable,
)

PASSWORD = {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:::}}"}
DEVELOPMENT = replace(RULES, cache_transit_encryption=False)


def template(
    *, enabled: object = True, mode: object = MISSING, password: object = PASSWORD
) -> dict[str, Any]:
    return {
        "Cache": resource(
            "AWS::ElastiCache::ReplicationGroup",
            TransitEncryptionEnabled=enabled,
            TransitEncryptionMode=mode,
            AuthToken=password,
        )
    }


CASES = (
    Case(name="on", resources=template(), expected=(compliant("Cache"),)),
    Case(name="required", resources=template(mode="required"), expected=(compliant("Cache"),)),
    Case(
        name="development",
        resources=template(enabled=False, password=MISSING),
        rules=DEVELOPMENT,
        expected=(
            not_applicable("Cache", "The profile lets the cache go without transit encryption."),
        ),
    ),
    *broken(
        "TransitEncryptionEnabled",
        "true",
        NOT_TRUE,
        lambda v: template(enabled=v),
        logical_id="Cache",
    ),
    *broken(
        "TransitEncryptionMode",
        '"required" or absent',
        {"preferred": "preferred", "left to a parameter": {"Ref": "Parameter"}},
        lambda v: template(mode=v),
        logical_id="Cache",
    ),
    *broken(
        "AuthToken",
        "a dynamic reference to a generated secret",
        NO_VALUES_AT_ALL,
        lambda v: template(password=v),
        logical_id="Cache",
    ),
    Case(name="no cache", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CacheTransit(), case) == case.expected
