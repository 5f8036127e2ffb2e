from __future__ import annotations

import pytest

from policies import Outcome, Template
from policies.secret.parameters import Parameters
from tests.policies.table import RULES

BOOTSTRAP = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/x/version"}


def rows(parameters: object) -> list[tuple[Outcome, str]]:
    template = Template({"Resources": {}, "Parameters": parameters})
    return [(row.outcome, row.detail) for row in Parameters().judge(template, RULES)]


@pytest.mark.parametrize(
    "parameters",
    [None, {}, "none", {"BootstrapVersion": BOOTSTRAP}, {"Size": {"NoEcho": False}}],
    ids=["absent", "empty", "text", "bootstrap version", "echoed"],
)
def test_parameters_that_carry_no_secret(parameters: object) -> None:
    assert rows(parameters) == [(Outcome.COMPLIANT, "")]


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("DatabasePassword", {"Type": "String", "Default": "hunter2"}),
        ("ApiKey", None),
        ("Hidden", {"Type": "String", "NoEcho": True}),
        ("Hidden", {"Type": "String", "NoEcho": "true"}),
    ],
)
def test_parameters_that_carry_a_secret(name: str, definition: object) -> None:
    assert rows({"BootstrapVersion": BOOTSTRAP, name: definition}) == [
        (
            Outcome.VIOLATION,
            f'Parameters.{name} is "\\u2026"; expected no parameter for a secret.',
        )
    ]
