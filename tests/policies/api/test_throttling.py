from __future__ import annotations

import pytest

from policies.api.throttling import LIMITS, Throttling
from tests.policies.api.stages import EXPECTED, GOOD, UNSET, setting, stage
from tests.policies.broken import UNSEEN, broken
from tests.policies.table import Case, compliant, findings, violation

NUMBER = "a literal number that is not negative"
IF = {"Fn::If": ["A", [], []]}

CASES = (
    Case(name="limited", resources=setting(), expected=(compliant("Stage"),)),
    Case(
        name="a part of a request",
        resources=setting(ThrottlingRateLimit=0.5),
        expected=(compliant("Stage"),),
    ),
    *(
        row
        for name in LIMITS
        for row in broken(
            f"MethodSettings[0].{name}",
            NUMBER,
            {**UNSEEN, "unlimited": -1, "text": "100", "true": True},
            lambda v, name=name: setting(**{name: v}),  # type: ignore[misc] # binds the name
            logical_id="Stage",
        )
    ),
    *broken(
        "MethodSettings[1].ThrottlingRateLimit",
        NUMBER,
        {"unlimited for one method": -1},
        lambda v: stage([GOOD, {**GOOD, "ResourcePath": "/~1a", "ThrottlingRateLimit": v}]),
        logical_id="Stage",
    ),
    Case(
        name="hidden by a condition",
        resources=stage(IF),
        expected=(
            violation(
                "Stage", f'MethodSettings is {{"Fn::If": ["A", [], []]}}; expected {EXPECTED}.'
            ),
            *(
                violation("Stage", f"MethodSettings.{name} is absent; expected {NUMBER}.")
                for name in LIMITS
            ),
        ),
    ),
    *UNSET,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Throttling(), case) == case.expected
