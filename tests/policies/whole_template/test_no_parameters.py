from __future__ import annotations

from typing import Any

import pytest

from policies import Outcome, Rules, Template
from policies.whole_template.no_parameters import NoParameters

BOOTSTRAP = {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"}}


@pytest.mark.parametrize(
    ("sections", "details"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"Parameters": {}}, [], id="empty"),
        pytest.param({"Parameters": None}, [], id="null"),
        pytest.param({"Parameters": BOOTSTRAP}, [], id="the bootstrap version"),
        pytest.param(
            {"Parameters": BOOTSTRAP | {"Size": {"Type": "Number"}, "Name": {"Type": "String"}}},
            [
                'Parameters is "Name"; expected no parameter.',
                'Parameters is "Size"; expected no parameter.',
            ],
            id="others",
        ),
        pytest.param(
            {"Parameters": ["Size"]}, ['Parameters is "?"; expected no parameter.'], id="a list"
        ),
    ],
)
def test_no_parameters(sections: dict[str, Any], details: list[str]) -> None:
    template = Template({"Resources": {}} | sections)
    rows = list(NoParameters().judge(template, Rules(suffix="dev")))
    assert [row.detail for row in rows] == (details or [""])
    assert {row.outcome for row in rows} == {Outcome.VIOLATION if details else Outcome.COMPLIANT}
