from __future__ import annotations

from typing import Any

import pytest

from policies.secret.environments import Environments
from tests.policies.broken import NO_VALUE, broken, resource
from tests.policies.ecs.tasks import CONTAINER, HIDDEN, containers, task
from tests.policies.secret.references import SECRETS, drawn
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

EXPECTED = "the ARN of a secret, by a reference to it"
CONCEALED = '"\\u2026"'


def function(value: object, name: str = "DATABASE_PASSWORD") -> dict[str, Any]:
    environment = {"Variables": {name: value}}
    return {**SECRETS, "Function": resource("AWS::Lambda::Function", Environment=environment)}


def container(value: object, name: object = "DATABASE_PASSWORD") -> dict[str, Any]:
    return {**SECRETS, **task(Environment=[{"Name": name, "Value": value}])}


def labelled(value: object, name: str = "com.example.api_key") -> dict[str, Any]:
    return {**SECRETS, **task(DockerLabels={name: value})}


HARMLESS: dict[str, tuple[str, Any]] = {
    "ARN of a secret": ("DATABASE_SECRET_ARN", {"Ref": "Secret"}),
    "ARN of an attached secret": ("DATABASE_SECRET_ARN", {"Ref": "Attached"}),
    "host": ("DATABASE_HOST", {"Fn::GetAtt": ["Database", "Endpoint.Address"]}),
    "literal": ("LEVEL", "INFO"),
    "chosen by a condition": ("LEVEL", {"Fn::If": ["A", "INFO", "DEBUG"]}),
}

DRAWN_VALUES: dict[str, Any] = {
    "drawn when deployed": drawn("Secret"),
    "drawn under a condition": {"Fn::If": ["A", drawn("Secret"), "x"]},
}

REFERENCES: dict[str, Any] = {
    "parameter": {"Ref": "Password"},
    "another resource": {"Ref": "Queue"},
    "hidden by a condition": {"Fn::If": ["A", {"Ref": "Secret"}, "x"]},
    "null": None,
}

CASES = (
    *(
        Case(
            name=f"function: {how}", resources=function(v, name), expected=(compliant("Function"),)
        )
        for how, (name, v) in HARMLESS.items()
    ),
    *(
        Case(name=f"container: {how}", resources=container(v, name), expected=(compliant("Task"),))
        for how, (name, v) in HARMLESS.items()
    ),
    *(
        Case(
            name=f"label: {how}",
            resources=labelled(v, name.lower().replace("_", ".")),
            expected=(compliant("Task"),),
        )
        for how, (name, v) in HARMLESS.items()
    ),
    Case(
        name="no environment",
        resources={"Function": resource("AWS::Lambda::Function"), **task(Name="a")},
        expected=(compliant("Task"), compliant("Function")),
    ),
    *broken(
        "Environment.Variables.DATABASE_PASSWORD",
        EXPECTED,
        {**REFERENCES, **DRAWN_VALUES},
        function,
        logical_id="Function",
    ),
    *broken(
        f"{CONTAINER}.Environment[0].Value",
        EXPECTED,
        {**REFERENCES, **DRAWN_VALUES},
        container,
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.Environment[0].Value",
        EXPECTED,
        {f"{how}, under a harmless name": value for how, value in DRAWN_VALUES.items()},
        lambda v: container(v, "LEVEL"),
        logical_id="Task",
    ),
    *(
        Case(
            name=f"written down in a {logical_id}",
            resources=resources,
            expected=(violation(logical_id, f"{path} is {CONCEALED}; expected {EXPECTED}."),),
        )
        for logical_id, path, resources in (
            ("Function", "Environment.Variables.DATABASE_PASSWORD", function("hunter2")),
            ("Task", f"{CONTAINER}.Environment[0].Value", container("hunter2")),
            ("Task", f"{CONTAINER}.DockerLabels.com.example.api_key", labelled("hunter2")),
        )
    ),
    *broken(
        f"{CONTAINER}.DockerLabels.com.example.api_key",
        EXPECTED,
        {how: value for how, value in REFERENCES.items() if value} | DRAWN_VALUES,
        labelled,
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.DockerLabels",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}},
        lambda v: task(DockerLabels=v),
        logical_id="Task",
    ),
    *broken(
        "Environment.Variables",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}, "absent": NO_VALUE},
        lambda v: {"It": resource("AWS::Lambda::Function", Environment={"Variables": v})},
        logical_id="It",
    ),
    *broken(
        CONTAINER,
        EXPECTED,
        {"hidden by a condition": HIDDEN},
        lambda v: containers([v]),
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.Environment",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", [], []]}},
        lambda v: task(Environment=v),
        logical_id="Task",
    ),
    *broken(
        f"{CONTAINER}.EnvironmentFiles",
        EXPECTED,
        {"files": [{"Type": "s3", "Value": "arn:aws:s3:::bucket/file.env"}]},
        lambda v: task(EnvironmentFiles=v),
        logical_id="Task",
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Environments(), case) == case.expected
