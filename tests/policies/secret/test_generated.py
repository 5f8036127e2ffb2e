from __future__ import annotations

from typing import Any

import pytest

from policies.secret.generated import API_KEY, Generated
from policies.secret.reference import STORED
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.secret.references import drawn
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

LENGTH = "GenerateSecretString.PasswordLength"


def template(length: object = MISSING, given: object = MISSING) -> dict[str, Any]:
    return whole({"PasswordLength": length}, given)


def whole(generate: object, given: object = MISSING) -> dict[str, Any]:
    return {"Secret": resource(STORED, GenerateSecretString=generate, SecretString=given)}


CASES = (
    Case(name="by default", resources=template(), expected=(compliant("Secret"),)),
    Case(name="longer", resources=template(64), expected=(compliant("Secret"),)),
    *broken(
        LENGTH,
        "a literal number of at least 32",
        {"short": 31, "text": "64", "hidden by a condition": {"Fn::If": ["A", 64, 8]}},
        template,
        logical_id="Secret",
    ),
    *broken("GenerateSecretString", "a literal description", UNSEEN, whole, logical_id="Secret"),
    *broken(
        "SecretString",
        "absent",
        {"left to a parameter": {"Ref": "Parameter"}},
        lambda v: template(given=v),
        logical_id="Secret",
    ),
    Case(
        name="written down",
        resources=template(given="hunter2"),
        expected=(violation("Secret", 'SecretString is "\\u2026"; expected absent.'),),
    ),
    Case(
        name="key of an API",
        resources={"Key": resource(API_KEY, Name="api-key-dev")},
        expected=(compliant("Key"),),
    ),
    Case(
        name="key of an API, written down",
        resources={"Key": resource(API_KEY, Value="hunter2")},
        expected=(violation("Key", 'Value is "\\u2026"; expected absent.'),),
    ),
    *broken(
        "Value",
        "absent",
        {"drawn when deployed": drawn("Secret"), "left to a parameter": {"Ref": "Parameter"}},
        lambda v: {"Key": resource(API_KEY, Value=v)},
        logical_id="Key",
    ),
    Case(name="no secret", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Generated(), case) == case.expected
