from __future__ import annotations

from typing import Any

import pytest

from policies.kms.key_rotation import KeyRotation
from tests.policies.broken import MISSING, NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(
    *, rotate: object = True, spec: object = MISSING, enabled: object = MISSING
) -> dict[str, Any]:
    key = resource("AWS::KMS::Key", EnableKeyRotation=rotate, KeySpec=spec, Enabled=enabled)
    return {"Key": key}


CASES = (
    Case(name="rotates", resources=template(), expected=(compliant("Key"),)),
    Case(
        name="says what it is",
        resources=template(spec="SYMMETRIC_DEFAULT", enabled=True),
        expected=(compliant("Key"),),
    ),
    *broken("EnableKeyRotation", "true", NOT_TRUE, lambda v: template(rotate=v), logical_id="Key"),
    *broken(
        "KeySpec",
        '"SYMMETRIC_DEFAULT"',
        {"asymmetric": "RSA_4096", "left to a parameter": {"Ref": "Spec"}},
        lambda v: template(spec=v),
        logical_id="Key",
    ),
    *broken(
        "Enabled",
        "true",
        {"false": False, "hidden by a condition": {"Fn::If": ["A", True, False]}},
        lambda v: template(enabled=v),
        logical_id="Key",
    ),
    Case(name="no key", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(KeyRotation(), case) == case.expected
