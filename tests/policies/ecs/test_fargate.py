from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.ecs.fargate import Fargate
from tests.policies.broken import MISSING, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

OUR_CLUSTER = {"Ref": "Cluster"}
OUR_TASK = {"Ref": "Task"}


def task(compatibilities: object) -> dict[str, Any]:
    return {"It": resource("AWS::ECS::TaskDefinition", RequiresCompatibilities=compatibilities)}


def service(
    launch: object = MISSING,
    providers: object = MISSING,
    *,
    cluster: object = OUR_CLUSTER,
    definition: object = OUR_TASK,
) -> dict[str, Any]:
    return {
        "Cluster": {"Type": "AWS::ECS::Cluster"},
        "Task": resource("AWS::ECS::TaskDefinition", RequiresCompatibilities=["FARGATE"]),
        "It": resource(
            "AWS::ECS::Service",
            LaunchType=launch,
            CapacityProviderStrategy=providers,
            Cluster=cluster,
            TaskDefinition=definition,
        ),
    }


def beside_its_task(*rows: Case) -> tuple[Case, ...]:
    """Rows of a service, whose task definition is judged before it."""
    return tuple(replace(row, expected=(compliant("Task"), *row.expected)) for row in rows)


def provider(name: object) -> dict[str, Any]:
    return service(providers=[{"CapacityProvider": name, "Weight": 1}])


HOSTS = {"hosts": "EC2", "anywhere": "EXTERNAL"}

CASES = (
    Case(name="task", resources=task(["FARGATE"]), expected=(compliant("It"),)),
    *broken(
        "RequiresCompatibilities",
        '["FARGATE"]',
        {**UNSEEN, "hosts too": ["FARGATE", "EC2"], "empty": [], "text": "FARGATE"},
        task,
        logical_id="It",
    ),
    *beside_its_task(
        Case(name="launch type", resources=service("FARGATE"), expected=(compliant("It"),)),
        Case(name="provider", resources=provider("FARGATE"), expected=(compliant("It"),)),
        Case(name="spot", resources=provider("FARGATE_SPOT"), expected=(compliant("It"),)),
        *broken("LaunchType", '"FARGATE"', {**UNSEEN, **HOSTS}, service, logical_id="It"),
        *broken(
            "CapacityProviderStrategy[0].CapacityProvider",
            '"FARGATE" or "FARGATE_SPOT"',
            {**UNSEEN, "our own": "hosts"},
            provider,
            logical_id="It",
        ),
        *broken(
            "LaunchType",
            '"FARGATE"',
            {"hosts beside a provider": "EC2"},
            lambda v: service(v, [{"CapacityProvider": "FARGATE"}]),
            logical_id="It",
        ),
        *broken(
            "Cluster",
            "a reference to the template's AWS::ECS::Cluster",
            {**NOT_A_REFERENCE, "by its name": "shared", "no cluster": OUR_TASK},
            lambda v: service("FARGATE", cluster=v),
            logical_id="It",
        ),
        *broken(
            "TaskDefinition",
            "a reference to the template's AWS::ECS::TaskDefinition",
            {**NOT_A_REFERENCE, "by its family": "legacy:3", "no definition": OUR_CLUSTER},
            lambda v: service("FARGATE", definition=v),
            logical_id="It",
        ),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Fargate(), case) == case.expected
