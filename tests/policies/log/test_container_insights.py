from __future__ import annotations

from typing import Any

import pytest

from policies.log.container_insights import SETTING, ContainerInsights
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.log.groups import log_group
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

NAME = "/aws/ecs/containerinsights/cluster-dev/performance"
EXPECTED = f'{SETTING} "enabled" or "enhanced"'


def setting(value: object) -> list[dict[str, Any]]:
    return [{"Name": SETTING, "Value": value}]


def template(
    settings: object = setting("enabled"),
    group: object = NAME,
    name: object = "cluster-dev",
) -> dict[str, Any]:
    cluster = resource("AWS::ECS::Cluster", ClusterName=name, ClusterSettings=settings)
    return {"Cluster": cluster, "Logs": log_group(group)}


def undeclared(name: str) -> tuple[Any, ...]:
    detail = f'AWS::Logs::LogGroup.LogGroupName is absent; expected a declared log group "{name}".'
    return (violation("Cluster", detail),)


CASES = (
    Case(name="enabled", resources=template(), expected=(compliant("Cluster"),)),
    Case(
        name="enhanced", resources=template(setting("enhanced")), expected=(compliant("Cluster"),)
    ),
    Case(
        name="declared by a reference",
        resources=template(
            group={"Fn::Sub": "/aws/ecs/containerinsights/${Cluster}/performance"}, name=MISSING
        ),
        expected=(compliant("Cluster"),),
    ),
    Case(name="group not declared", resources=template(group="x"), expected=undeclared(NAME)),
    *broken(
        "ClusterSettings",
        EXPECTED,
        {
            **NO_VALUES_AT_ALL,
            "empty": [],
            "disabled": setting("disabled"),
            "left to a parameter": setting({"Ref": "Parameter"}),
            "hidden by a condition": {"Fn::If": ["A", [], []]},
            "twice": [*setting("enabled"), *setting("disabled")],
            "another": [{"Name": "other", "Value": "enabled"}],
        },
        template,
        logical_id="Cluster",
    ),
    Case(name="no cluster", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ContainerInsights(), case) == case.expected
