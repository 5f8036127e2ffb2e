from __future__ import annotations

from typing import Any

import pytest

from policies.api.deployments import Deployments
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(**properties: object) -> dict[str, Any]:
    made = resource("AWS::ApiGateway::Deployment", RestApiId={"Ref": "Api"}, **properties)
    return {"Deployment": made}


CASES = (
    Case(name="no stage", resources=template(), expected=(compliant("Deployment"),)),
    *(
        Case(
            name=f"no stage: {name}",
            resources=template(StageName=value, StageDescription=value),
            expected=(compliant("Deployment"),),
        )
        for name, value in NO_VALUES_AT_ALL.items()
    ),
    *broken(
        "StageName",
        "absent",
        {"given": "open", "left to a parameter": {"Ref": "Parameter"}, "empty": ""},
        lambda v: template(StageName=v),
        logical_id="Deployment",
    ),
    *broken(
        "StageDescription",
        "absent",
        {"empty": {}, "given": {"LoggingLevel": "OFF"}, "hidden": {"Fn::If": ["A", {}, {}]}},
        lambda v: template(StageDescription=v),
        logical_id="Deployment",
    ),
    Case(name="no deployment", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Deployments(), case) == case.expected
