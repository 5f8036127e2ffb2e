from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.cache_snapshots import LEFT, LIMIT, CacheSnapshots
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(**properties: object) -> dict[str, Any]:
    return {"Cache": resource("AWS::ElastiCache::ReplicationGroup", **properties)}


CASES = (
    Case(name="none", resources=template(**{LIMIT: 0}), expected=(compliant("Cache"),)),
    *(
        Case(name=f"none: {name}", resources=made, expected=(compliant("Cache"),))
        for name, value in NO_VALUES_AT_ALL.items()
        for made in (template(**dict.fromkeys((LIMIT, *LEFT), value)),)
    ),
    *broken(
        LIMIT,
        "absent or 0",
        {
            "three days": 3,
            "text": "0",
            "false": False,
            "left to a parameter": {"Ref": "Parameter"},
            "hidden by a condition": {"Fn::If": ["A", 0, 3]},
        },
        lambda v: template(**{LIMIT: v}),
        logical_id="Cache",
    ),
    *(
        row
        for name in LEFT
        for row in broken(
            name,
            "absent",
            {"given": "05:00-09:00", "left to a parameter": {"Ref": "Parameter"}},
            lambda v, name=name: template(**{name: v}),  # type: ignore[misc] # binds it
            logical_id="Cache",
        )
    ),
    Case(name="no cache", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CacheSnapshots(), case) == case.expected
