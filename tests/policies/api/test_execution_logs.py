from __future__ import annotations

import pytest

from policies.api.execution_logs import ExecutionLogs
from tests.policies.api.stages import GOOD, UNSET, setting, stage
from tests.policies.broken import NOT_OFF, UNSEEN, broken
from tests.policies.table import Case, compliant, findings

CASES = (
    Case(name="errors", resources=setting(), expected=(compliant("Stage"),)),
    Case(
        name="everything, without bodies",
        resources=setting(LoggingLevel="INFO", DataTraceEnabled=False),
        expected=(compliant("Stage"),),
    ),
    *broken(
        "MethodSettings[0].LoggingLevel",
        '"ERROR" or "INFO"',
        {**UNSEEN, "off": "OFF"},
        lambda v: setting(LoggingLevel=v),
        logical_id="Stage",
    ),
    *broken(
        "MethodSettings[0].DataTraceEnabled",
        "false",
        NOT_OFF,
        lambda v: setting(DataTraceEnabled=v),
        logical_id="Stage",
    ),
    *broken(
        "MethodSettings[1].DataTraceEnabled",
        "false",
        {"bodies of one method": True},
        lambda v: stage([GOOD, {**GOOD, "HttpMethod": "POST", "DataTraceEnabled": v}]),
        logical_id="Stage",
    ),
    *UNSET,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ExecutionLogs(), case) == case.expected
