from __future__ import annotations

from typing import Any

import pytest

from policies.api.authorizers import Authorizers
from tests.policies.broken import MISSING, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

NO_AUTHORIZER = (
    "AuthorizerId is absent; expected a reference to the template's AWS::ApiGateway::Authorizer."
)


def template(
    kind: object = "CUSTOM",
    authorizer: object = {"Ref": "Keys"},
    verb: object = "GET",
    integration: object = "HTTP_PROXY",
) -> dict[str, Any]:
    return {
        "Keys": {"Type": "AWS::ApiGateway::Authorizer"},
        "Method": resource(
            "AWS::ApiGateway::Method",
            HttpMethod=verb,
            AuthorizationType=kind,
            AuthorizerId=authorizer,
            Integration={"Type": integration},
        ),
    }


CASES = (
    Case(name="keyed", resources=template(), expected=(compliant("Method"),)),
    Case(
        name="preflight",
        resources=template("NONE", MISSING, "OPTIONS", "MOCK"),
        expected=(not_applicable("Method", "A browser sends its preflight without a key."),),
    ),
    *(
        Case(
            name=f"open: {name}",
            resources=template("NONE", MISSING, verb, integration),
            expected=(
                violation("Method", 'AuthorizationType is "NONE"; expected "CUSTOM".'),
                violation("Method", NO_AUTHORIZER),
            ),
        )
        for name, verb, integration in (
            ("any method", "GET", "HTTP_PROXY"),
            ("options that reach the network", "OPTIONS", "HTTP_PROXY"),
            ("answers of API Gateway itself", "GET", "MOCK"),
        )
    ),
    *broken(
        "AuthorizationType",
        '"CUSTOM"',
        {**UNSEEN, "none": "NONE", "callers of AWS": "AWS_IAM"},
        template,
        logical_id="Method",
    ),
    *broken(
        "AuthorizerId",
        "a reference to the template's AWS::ApiGateway::Authorizer",
        NOT_A_REFERENCE,
        lambda v: template(authorizer=v),
        logical_id="Method",
    ),
    Case(name="no method", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Authorizers(), case) == case.expected
