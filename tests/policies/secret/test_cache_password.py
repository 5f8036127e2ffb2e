from __future__ import annotations

from typing import Any

import pytest

from policies.secret.cache_password import CachePassword
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.secret.references import DRAWN, EXPECTED, NOT_DRAWN, SECRETS, WRITTEN
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)


def template(password: object) -> dict[str, Any]:
    cache = resource("AWS::ElastiCache::ReplicationGroup", AuthToken=password)
    return {**SECRETS, "Cache": cache}


CASES = (
    *(
        Case(name=name, resources=template(value), expected=(compliant("Cache"),))
        for name, value in DRAWN.items()
    ),
    *(
        Case(
            name=f"none: {name}",
            resources=template(value),
            expected=(not_applicable("Cache", "The cache has no password."),),
        )
        for name, value in NO_VALUES_AT_ALL.items()
    ),
    *broken(
        "AuthToken",
        EXPECTED,
        {k: v for k, v in NOT_DRAWN.items() if k not in NO_VALUES_AT_ALL},
        template,
        logical_id="Cache",
    ),
    *(
        Case(
            name=f"written down: {name}",
            resources=template(value),
            expected=(violation("Cache", f'AuthToken is "\\u2026"; expected {EXPECTED}.'),),
        )
        for name, value in WRITTEN.items()
    ),
    Case(name="no cache", resources=SECRETS, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CachePassword(), case) == case.expected
