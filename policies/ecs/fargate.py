"""ECS-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class Fargate(ResourcePolicy):
    """Where tasks run."""

    id = "ECS-1"
    title = "Tasks run on Fargate."
    rationale = "Each task has a kernel of its own and there is no host to patch."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html; "
        "client requirement: ECS on Fargate"
    )
    remedy = "Use FargateTaskDefinition and FargateService."
    resource_types = ("AWS::ECS::TaskDefinition", "AWS::ECS::Service")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge RequiresCompatibilities, and LaunchType or CapacityProviderStrategy."""
        if resource.type == "AWS::ECS::TaskDefinition":
            yield from examine_value(resource, "RequiresCompatibilities", ["FARGATE"])
            return
        providers = tuple(resource.parts("CapacityProviderStrategy"))
        for provider in providers:
            yield from examine_value(provider, "CapacityProvider", "FARGATE", "FARGATE_SPOT")
        if not providers or resource.get("LaunchType") is not ABSENT:
            yield from examine_value(resource, "LaunchType", "FARGATE")
