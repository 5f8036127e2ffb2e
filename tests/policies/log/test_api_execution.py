from __future__ import annotations

from typing import Any

import pytest

from policies.log.api_execution import ApiExecution
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.log.groups import log_group
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

NAME = {"Fn::Join": ["", ["API-Gateway-Execution-Logs_", {"Ref": "Api"}, "/stage-dev"]]}


def template(name: object = NAME, stage: object = "stage-dev") -> dict[str, Any]:
    return {
        "Api": {"Type": "AWS::ApiGateway::RestApi"},
        "Stage": resource("AWS::ApiGateway::Stage", RestApiId={"Ref": "Api"}, StageName=stage),
        "Logs": log_group(name),
    }


UNDECLARED = (
    violation(
        "Stage",
        "AWS::Logs::LogGroup.LogGroupName is absent; expected a declared log group "
        '"API-Gateway-Execution-Logs_${Api}/stage-dev".',
    ),
)

CASES = (
    Case(name="declared", resources=template(), expected=(compliant("Stage"),)),
    Case(
        name="declared by a substitution",
        resources=template({"Fn::Sub": "API-Gateway-Execution-Logs_${Api}/stage-dev"}),
        expected=(compliant("Stage"),),
    ),
    Case(name="another stage's", resources=template("x"), expected=UNDECLARED),
    Case(
        name="hidden by a condition",
        resources=template({"Fn::If": ["A", NAME, "x"]}),
        expected=UNDECLARED,
    ),
    *broken(
        "StageName",
        "a literal name, of a REST API of the template",
        UNSEEN,
        lambda v: template(stage=v),
        logical_id="Stage",
    ),
    Case(
        name="of no API",
        resources={"Stage": resource("AWS::ApiGateway::Stage", StageName="stage-dev")},
        expected=(
            violation(
                "Stage",
                'StageName is "stage-dev"; expected a literal name, of a REST API of the template.',
            ),
        ),
    ),
    Case(name="no stage", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ApiExecution(), case) == case.expected
