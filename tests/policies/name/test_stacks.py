from __future__ import annotations

import pytest

from policies import Deployment, Outcome
from policies.name.stacks import Stacks
from tests.policies.deployed import ALONE, rows


@pytest.mark.parametrize("name", ["stack-dev", "stack-video-dev", "stack-video-2-dev"])
def test_by_the_convention(name: str) -> None:
    deployment = Deployment(name=name, termination_protection=False)
    assert rows(Stacks(), deployment) == [(Outcome.COMPLIANT, "")]


@pytest.mark.parametrize(
    "name", ["", "video", "stack", "stack-dev2", "stackdev", "video-dev", "Stack-dev", "stack--dev"]
)
def test_by_another(name: str) -> None:
    deployment = Deployment(name=name, termination_protection=False)
    detail = f'StackName is "{name}"; expected "stack-dev" or "stack-{{role}}-dev".'
    assert rows(Stacks(), deployment) == [(Outcome.VIOLATION, detail)]


def test_a_template_alone() -> None:
    assert rows(Stacks(), None) == [ALONE]
