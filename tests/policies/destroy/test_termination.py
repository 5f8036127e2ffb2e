from __future__ import annotations

import pytest

from policies import Deployment, Outcome
from policies.destroy.termination import Termination
from tests.policies.deployed import ALONE, rows


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        pytest.param(
            Deployment(name="stack-dev", termination_protection=False),
            (Outcome.COMPLIANT, ""),
            id="off",
        ),
        pytest.param(
            Deployment(name="stack-dev", termination_protection=True),
            (Outcome.VIOLATION, "TerminationProtection is true; expected false."),
            id="on",
        ),
        pytest.param(None, ALONE, id="a template alone"),
    ],
)
def test_findings(deployment: Deployment | None, expected: tuple[Outcome, str]) -> None:
    assert rows(Termination(), deployment) == [expected]
