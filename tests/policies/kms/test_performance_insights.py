from __future__ import annotations

from typing import Any

import pytest

from policies.kms.performance_insights import PerformanceInsights
from tests.policies.broken import MISSING, broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

KEY_PROPERTY = "PerformanceInsightsKMSKeyId"
OFF = not_applicable("Database", "Performance Insights is off.")


def template(*, enabled: object = True, key: object = KEY_ARN) -> dict[str, Any]:
    database = resource(
        "AWS::RDS::DBInstance",
        EnablePerformanceInsights=enabled,
        PerformanceInsightsKMSKeyId=key,
    )
    return {"Key": KEY, "Other": OTHER, "Database": database}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Database"),)),
    Case(name="off", resources=template(enabled=False, key=MISSING), expected=(OFF,)),
    Case(name="absent", resources=template(enabled=MISSING, key=MISSING), expected=(OFF,)),
    Case(
        name="perhaps on",
        resources=template(enabled={"Fn::If": ["Production", True, False]}, key=MISSING),
        expected=(violation("Database", f"{KEY_PROPERTY} is absent; expected {EXPECTED}."),),
    ),
    *broken(
        KEY_PROPERTY, EXPECTED, NOT_THE_KEY, lambda key: template(key=key), logical_id="Database"
    ),
    Case(name="no database", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(PerformanceInsights(), case) == case.expected
