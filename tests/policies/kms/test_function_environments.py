from __future__ import annotations

from typing import Any

import pytest

from policies.kms.function_environments import FunctionEnvironments
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

VARIABLES = {"Variables": {"LEVEL": "INFO"}}
NONE = not_applicable("Function", "The function has no environment variables.")


def template(key: object = KEY_ARN, environment: object = VARIABLES) -> dict[str, Any]:
    function = resource("AWS::Lambda::Function", KmsKeyArn=key, Environment=environment)
    return {"Key": KEY, "Other": OTHER, "Function": function}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Function"),)),
    Case(name="no environment", resources=template(MISSING, MISSING), expected=(NONE,)),
    Case(name="empty", resources=template(MISSING, {"Variables": {}}), expected=(NONE,)),
    Case(
        name="environment hidden by a condition",
        resources=template(MISSING, {"Fn::If": ["Production", VARIABLES, VARIABLES]}),
        expected=(violation("Function", f"KmsKeyArn is absent; expected {EXPECTED}."),),
    ),
    *broken("KmsKeyArn", EXPECTED, NOT_THE_KEY, template, logical_id="Function"),
    Case(name="no function", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FunctionEnvironments(), case) == case.expected
