from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.circuit_breaker import BREAKER, CircuitBreaker
from tests.policies.broken import MISSING, NOT_TRUE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(
    *, enable: object = True, rollback: object = True, controller: object = MISSING
) -> dict[str, Any]:
    return {
        "Service": resource(
            "AWS::ECS::Service",
            DeploymentConfiguration={
                "DeploymentCircuitBreaker": {"Enable": enable, "Rollback": rollback}
            },
            DeploymentController=controller,
        )
    }


CASES = (
    Case(name="both", resources=template(), expected=(compliant("Service"),)),
    Case(
        name="rolling, said so",
        resources=template(controller={"Type": "ECS"}),
        expected=(compliant("Service"),),
    ),
    *broken(
        f"{BREAKER}.Enable", "true", NOT_TRUE, lambda v: template(enable=v), logical_id="Service"
    ),
    *broken(
        f"{BREAKER}.Rollback",
        "true",
        NOT_TRUE,
        lambda v: template(rollback=v),
        logical_id="Service",
    ),
    *broken(
        "DeploymentController.Type",
        '"ECS"',
        {**UNSEEN, "without a breaker": "CODE_DEPLOY"},
        lambda v: template(controller={"Type": v}),
        logical_id="Service",
    ),
    Case(
        name="no configuration",
        resources={"Service": resource("AWS::ECS::Service")},
        expected=(
            violation("Service", f"{BREAKER}.Enable is absent; expected true."),
            violation("Service", f"{BREAKER}.Rollback is absent; expected true."),
        ),
    ),
    Case(name="no service", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(CircuitBreaker(), case) == case.expected
