from __future__ import annotations

from typing import Any

import pytest

from policies.ha.cache_nodes import CacheNodes
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(nodes: object = MISSING, replicas: object = MISSING) -> dict[str, Any]:
    return {
        "Cache": resource(
            "AWS::ElastiCache::ReplicationGroup",
            NumCacheClusters=nodes,
            ReplicasPerNodeGroup=replicas,
        )
    }


CASES = (
    Case(name="two", resources=template(2), expected=(compliant("Cache"),)),
    Case(name="a replica a shard", resources=template(replicas=1), expected=(compliant("Cache"),)),
    *broken(
        "NumCacheClusters",
        "a literal number of at least 2",
        {**UNSEEN, "one": 1, "text": "2", "true": True},
        template,
        logical_id="Cache",
    ),
    *broken(
        "ReplicasPerNodeGroup",
        "a literal number of at least 1",
        {"none": 0, "hidden by a condition": {"Fn::If": ["A", 1, 0]}},
        lambda v: template(replicas=v),
        logical_id="Cache",
    ),
    Case(
        name="lone cluster",
        resources={"Cache": resource("AWS::ElastiCache::CacheCluster", NumCacheNodes=2)},
        expected=(
            violation(
                "Cache",
                'Type is "AWS::ElastiCache::CacheCluster"; '
                "expected AWS::ElastiCache::ReplicationGroup.",
            ),
        ),
    ),
    Case(name="no cache", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CacheNodes(), case) == case.expected
