from __future__ import annotations

from typing import Any

import pytest

from policies.ha.cache_failover import CacheFailover
from tests.policies.broken import NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

FAILOVER = "AutomaticFailoverEnabled"


def template(*, zones: object = True, failover: object = True) -> dict[str, Any]:
    return {
        "Cache": resource(
            "AWS::ElastiCache::ReplicationGroup",
            MultiAZEnabled=zones,
            AutomaticFailoverEnabled=failover,
        )
    }


CASES = (
    Case(name="both", resources=template(), expected=(compliant("Cache"),)),
    *broken("MultiAZEnabled", "true", NOT_TRUE, lambda v: template(zones=v), logical_id="Cache"),
    *broken(FAILOVER, "true", NOT_TRUE, lambda v: template(failover=v), logical_id="Cache"),
    Case(name="no cache", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CacheFailover(), case) == case.expected
