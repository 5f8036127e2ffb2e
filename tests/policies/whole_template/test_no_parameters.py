from __future__ import annotations

from typing import Any

import pytest

from policies import Outcome, Rules, Template
from policies.whole_template.no_parameters import NoParameters

TYPE = "AWS::SSM::Parameter::Value<String>"


def bootstrap(**changed: object) -> dict[str, Any]:
    given = {"Type": TYPE, "Default": "/cdk-bootstrap/hnb659fds/version"} | changed
    return {"BootstrapVersion": given}


BOOTSTRAP = bootstrap()
REFERENCE = {"Ref": "BootstrapVersion"}
ASSERTING = {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1"], REFERENCE]}]}}]}
EXPECTED_DEFAULT = "expected /cdk-bootstrap/…/version."
REFERRED = 'is "${BootstrapVersion}"; expected no reference to the parameter.'


def referring(value: object) -> dict[str, Any]:
    resources = {"It": {"Type": "AWS::SQS::Queue", "Properties": {"Name": value}}}
    return {"Parameters": BOOTSTRAP, "Resources": resources}


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
            {"Parameters": bootstrap(Type="String")},
            [f'Parameters.BootstrapVersion.Type is "String"; expected "{TYPE}".'],
            id="the bootstrap version as a text",
        ),
        *(
            pytest.param(
                {"Parameters": bootstrap(Default=value)},
                [f"Parameters.BootstrapVersion.Default is {shown}; {EXPECTED_DEFAULT}"],
                id=f"the bootstrap version: {shown}",
            )
            for value, shown in ((None, "absent"), ("*", '"*"'), ("/mine", '"/mine"'), (1, "1"))
        ),
        pytest.param(
            {"Parameters": {"BootstrapVersion": "x"}},
            [
                f'Parameters.BootstrapVersion.Type is absent; expected "{TYPE}".',
                f"Parameters.BootstrapVersion.Default is absent; {EXPECTED_DEFAULT}",
            ],
            id="the bootstrap version as no parameter",
        ),
        *(
            pytest.param(referring(value), [f"It.Properties {REFERRED}"], id=f"referred to: {how}")
            for how, value in {
                "Ref": REFERENCE,
                "Fn::Sub": {"Fn::Sub": "a-${BootstrapVersion}"},
                "Fn::Select": {"Fn::Select": [0, [REFERENCE]]},
                "variable": {"Fn::Sub": ["${x}", {"x": REFERENCE}]},
                "within a condition": {"Fn::If": ["A", {"Fn::Join": ["", [REFERENCE]]}, ""]},
            }.items()
        ),
        *(
            pytest.param(
                {"Parameters": BOOTSTRAP, section: {"X": {"Value": [REFERENCE]}}},
                [f"template {REFERRED}"],
                id=f"referred to in {section}",
            )
            for section in ("Outputs", "Conditions", "Rules")
        ),
        pytest.param(
            {"Parameters": BOOTSTRAP, "Rules": {"CheckBootstrapVersion": ASSERTING}},
            [],
            id="referred to by the CDK's rule",
        ),
        pytest.param(
            {"Parameters": BOOTSTRAP, "Rules": {"CheckBootstrapVersion2": ASSERTING}},
            [f"template {REFERRED}"],
            id="referred to by another rule",
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
