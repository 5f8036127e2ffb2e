from __future__ import annotations

from typing import Any

import pytest

from policies import Outcome, Template
from policies.secret.dynamic_references import EXPECTED, DynamicReferences
from tests.policies.broken import resource, shown
from tests.policies.secret.references import DRAWN, drawn
from tests.policies.table import RULES, Case, compliant, findings, not_applicable, violation

PLAIN = "{{resolve:ssm:x}}"
TOLD = '"{{resolve:secretsmanager:${Secret}:SecretString:password::}}"'


def holds(name: str, value: object, path: str = "Text", kind: str = "A::B::C") -> Case:
    made = resource(kind, **{path: value})
    return Case(name=name, resources={"It": made}, expected=(compliant("It"),))


def breaks(name: str, value: object, *places: str, kind: str = "A::B::C", at: str = "Text") -> Case:
    """A row in which each place is found, with what stands there after its first `=`."""
    told = (place.partition("=") for place in places)
    return Case(
        name=name,
        resources={"It": resource(kind, **{at: value})},
        expected=tuple(
            violation("It", f"{path} is {found}; expected {EXPECTED}.") for path, _, found in told
        ),
    )


SPLIT: dict[str, Any] = {"Fn::Split": ["|", "{{|resolve"]}

CASES = (
    *(
        holds(f"{path}: {name}", value, path, kind)
        for kind, path in (
            ("AWS::RDS::DBInstance", "MasterUsername"),
            ("AWS::RDS::DBInstance", "MasterUserPassword"),
            ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
        )
        for name, value in DRAWN.items()
    ),
    holds("no reference", {"Fn::Join": ["", ['{"a": {"b": "', {"Ref": "A"}, '"}}']]}),
    holds("a function within JSON", ['{"a":"', {"Fn::Select": [0, {"Fn::GetAZs": ""}]}, '"}']),
    holds("a reference split", {"Fn::Select": [5, {"Fn::Split": [":", {"Fn::Sub": "${A.Arn}"}]}]}),
    breaks("plain", PLAIN, f"Text={shown(PLAIN)}"),
    breaks("joined", drawn("Secret"), f"Text={TOLD}"),
    breaks("substituted", {"Fn::Sub": PLAIN}, f"Text={shown(PLAIN)}"),
    breaks(
        "substituted in pieces",
        {"Fn::Sub": ["${a}resolve:ssm:x}}", {"a": "{{"}]},
        f"Text={shown(PLAIN)}",
    ),
    breaks(
        "in a list of a list",
        [{"Words": ["x", drawn("Secret")]}],
        f"Text[0].Words[1]={TOLD}",
    ),
    breaks(
        "behind a condition",
        {"Fn::If": ["A", PLAIN, "x"]},
        f"Text.Fn::If[1]={shown(PLAIN)}",
    ),
    breaks(
        "in pieces that only a deployment joins",
        {"Fn::Join": ["", [{"Fn::If": ["A", "{{", "{{re"]}, "solve:ssm:x}}"]]},
        'Text.Fn::Join[1][0].Fn::If[1]="{{"',
        'Text.Fn::Join[1][0].Fn::If[2]="{{re"',
    ),
    breaks(
        "a bracket alone",
        {"Fn::Join": ["", [{"Fn::Select": [0, ["{"]]}, "{resolve:ssm:x}}"]]},
        'Text.Fn::Join[1][0].Fn::Select[1][0]="{"',
        'Text.Fn::Join[1][1]="{resolve:ssm:x}}"',
    ),
    breaks(
        "in pieces that are split",
        {"Fn::Select": [0, SPLIT]},
        'Text.Fn::Select[1].Fn::Split[1]="{{|resolve"',
    ),
    breaks(
        "the password in another property",
        drawn("Secret"),
        f"DBName={TOLD}",
        kind="AWS::RDS::DBInstance",
        at="DBName",
    ),
    breaks(
        "the password of another type",
        drawn("Secret"),
        f"AuthToken={TOLD}",
        at="AuthToken",
    ),
    breaks(
        "a password from elsewhere",
        PLAIN,
        f"MasterUserPassword={shown(PLAIN)}",
        kind="AWS::RDS::DBInstance",
        at="MasterUserPassword",
    ),
    Case(
        name="beside the properties",
        resources={"It": {"Type": "A::B::C", "Metadata": {"note": PLAIN}}},
        expected=(violation("It", f'Metadata is "\\u2026"; expected {EXPECTED}.'),),
    ),
    Case(name="nothing", resources={}, expected=(not_applicable("", "The template is empty."),)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DynamicReferences(), case) == case.expected


@pytest.mark.parametrize("section", ["Outputs", "Mappings", "Conditions"])
def test_outside_the_resources(section: str) -> None:
    template = Template({"Resources": {}, section: {"X": {"Value": drawn("Secret")}}})

    rows = [(row.outcome, row.detail) for row in DynamicReferences().judge(template, RULES)]

    assert rows == [
        (Outcome.VIOLATION, f"{section}.X.Value is {TOLD}; expected {EXPECTED}."),
        (Outcome.NOT_APPLICABLE, "The template is empty."),
    ]
