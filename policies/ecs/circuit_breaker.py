"""ECS-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

BREAKER = "DeploymentConfiguration.DeploymentCircuitBreaker"


class CircuitBreaker(ResourcePolicy):
    """Deployments of services."""

    id = "ECS-2"
    title = "A failed deployment of a service stops and rolls back."
    rationale = "Without the breaker a broken image is started over and over for hours."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "deployment-circuit-breaker.html; client requirement: circuit breaker with rollback"
    )
    remedy = "Pass circuit_breaker=DeploymentCircuitBreaker(enable=True, rollback=True)."
    resource_types = ("AWS::ECS::Service",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge DeploymentCircuitBreaker, which needs the rolling deployment of ECS."""
        yield from examine_true(resource, f"{BREAKER}.Enable")
        yield from examine_true(resource, f"{BREAKER}.Rollback")
        if resource.get("DeploymentController") is not ABSENT:
            yield from examine_value(resource, "DeploymentController.Type", "ECS")
