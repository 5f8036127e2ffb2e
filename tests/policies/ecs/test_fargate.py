from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.fargate import Fargate
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def task(compatibilities: object) -> dict[str, Any]:
    return {"It": resource("AWS::ECS::TaskDefinition", RequiresCompatibilities=compatibilities)}


def service(launch: object = MISSING, providers: object = MISSING) -> dict[str, Any]:
    return {
        "It": resource("AWS::ECS::Service", LaunchType=launch, CapacityProviderStrategy=providers)
    }


def provider(name: object) -> dict[str, Any]:
    return service(providers=[{"CapacityProvider": name, "Weight": 1}])


HOSTS = {"hosts": "EC2", "anywhere": "EXTERNAL"}

CASES = (
    Case(name="task", resources=task(["FARGATE"]), expected=(compliant("It"),)),
    Case(name="launch type", resources=service("FARGATE"), expected=(compliant("It"),)),
    Case(name="provider", resources=provider("FARGATE"), expected=(compliant("It"),)),
    Case(name="spot", resources=provider("FARGATE_SPOT"), expected=(compliant("It"),)),
    *broken(
        "RequiresCompatibilities",
        '["FARGATE"]',
        {**UNSEEN, "hosts too": ["FARGATE", "EC2"], "empty": [], "text": "FARGATE"},
        task,
        logical_id="It",
    ),
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
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Fargate(), case) == case.expected
