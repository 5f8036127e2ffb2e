from __future__ import annotations

from typing import Any

import pytest

from policies.log.alarms import ENABLED, Alarms
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(enabled: object) -> dict[str, Any]:
    return {"Alarm": resource("AWS::CloudWatch::Alarm", ActionsEnabled=enabled)}


CASES = (
    *(
        Case(name=name, resources=template(value), expected=(compliant("Alarm"),))
        for name, value in {**NO_VALUES_AT_ALL, "true": True}.items()
    ),
    *broken(
        ENABLED,
        "absent or true",
        {
            "false": False,
            "text": "true",
            "left to a parameter": {"Ref": "Parameter"},
            "hidden by a condition": {"Fn::If": ["A", True, False]},
        },
        template,
        logical_id="Alarm",
    ),
    Case(name="no alarm", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Alarms(), case) == case.expected
