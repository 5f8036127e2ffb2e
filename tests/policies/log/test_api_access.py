from __future__ import annotations

from typing import Any

import pytest

from policies.log.api_access import ApiAccess
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.log.groups import DECLARED_GROUPS, EXPECTED, GROUP, UNDECLARED
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

FORMAT = '{"id": "$context.requestId"}'


def template(group: object = {"Ref": "Logs"}, log_format: object = FORMAT) -> dict[str, Any]:
    setting = {"DestinationArn": group, "Format": log_format}
    return {**GROUP, "Stage": resource("AWS::ApiGateway::Stage", AccessLogSetting=setting)}


CASES = (
    *(
        Case(name=name, resources=template(group), expected=(compliant("Stage"),))
        for name, group in DECLARED_GROUPS.items()
    ),
    *broken("AccessLogSetting.DestinationArn", EXPECTED, UNDECLARED, template, logical_id="Stage"),
    *broken(
        "AccessLogSetting.Format",
        "a literal format with $context.requestId",
        {**UNSEEN, "without the request": "$context.status", "empty": ""},
        lambda v: template(log_format=v),
        logical_id="Stage",
    ),
    Case(name="no stage", resources=GROUP, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ApiAccess(), case) == case.expected
