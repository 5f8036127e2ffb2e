from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.enhanced_monitoring import EnhancedMonitoring
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def database(interval: object) -> dict[str, Any]:
    return {"Database": resource("AWS::RDS::DBInstance", MonitoringInterval=interval)}


CASES = (
    *(
        Case(name=name, resources=database(value), expected=(compliant("Database"),))
        for name, value in {**NO_VALUES_AT_ALL, "off": 0}.items()
    ),
    *broken(
        "MonitoringInterval",
        "absent or 0",
        {
            "each minute": 60,
            "text": "0",
            "a flag": False,
            "left to a parameter": {"Ref": "Interval"},
            "hidden by a condition": {"Fn::If": ["A", 0, 60]},
        },
        database,
        logical_id="Database",
    ),
    Case(
        name="no database",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(EnhancedMonitoring(), case) == case.expected
