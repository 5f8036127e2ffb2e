from __future__ import annotations

from typing import Any

import pytest

from policies.api.validators import VALIDATOR, Validators
from tests.policies.broken import MISSING, NOT_A_REFERENCE, NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, not_applicable


def template(
    validator: object = {"Ref": "Validator"},
    parameters: object = True,  # noqa: FBT002 - a value of the template
    body: object = MISSING,
    verb: str = "GET",
) -> dict[str, Any]:
    return {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Validator": resource(
            VALIDATOR, ValidateRequestParameters=parameters, ValidateRequestBody=body
        ),
        "Method": resource(
            "AWS::ApiGateway::Method",
            HttpMethod=verb,
            RequestValidatorId=validator,
            Integration={"Type": "MOCK"},
        ),
    }


CASES = (
    Case(name="parameters", resources=template(), expected=(compliant("Method"),)),
    Case(
        name="body",
        resources=template(parameters=False, body=True),
        expected=(compliant("Method"),),
    ),
    Case(
        name="preflight",
        resources=template(MISSING, verb="OPTIONS"),
        expected=(not_applicable("Method", "API Gateway answers a preflight itself."),),
    ),
    *broken(
        "RequestValidatorId",
        f"a reference to the template's {VALIDATOR}",
        {**NOT_A_REFERENCE, "no validator": {"Ref": "Queue"}},
        template,
        logical_id="Method",
    ),
    *broken(
        "Validator.ValidateRequestParameters",
        "true, or ValidateRequestBody",
        NOT_TRUE,
        lambda v: template(parameters=v),
        logical_id="Method",
    ),
    Case(name="no method", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Validators(), case) == case.expected
