"""ECS-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class Fargate(ResourcePolicy):
    """Where tasks run."""

    id = "ECS-1"
    title = "Tasks run on Fargate, by definitions of the stack, in a cluster of the stack."
    rationale = (
        "Each task has a kernel of its own and there is no host to patch; what stands elsewhere "
        "no other policy sees."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html; "
        "client requirement: ECS on Fargate"
    )
    remedy = "Use FargateTaskDefinition and FargateService, with the stack's own cluster."
    resource_types = ("AWS::ECS::TaskDefinition", "AWS::ECS::Service")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge RequiresCompatibilities; of services where they run, and what.

        LaunchType or CapacityProviderStrategy, Cluster and TaskDefinition.
        """
        if resource.type == "AWS::ECS::TaskDefinition":
            yield from examine_value(resource, "RequiresCompatibilities", ["FARGATE"])
            return
        for name in ("Cluster", "TaskDefinition"):
            yield from examine_reference(resource, name, template, f"AWS::ECS::{name}")
        providers = tuple(resource.parts("CapacityProviderStrategy"))
        for provider in providers:
            yield from examine_value(provider, "CapacityProvider", "FARGATE", "FARGATE_SPOT")
        if not providers or resource.get("LaunchType") is not ABSENT:
            yield from examine_value(resource, "LaunchType", "FARGATE")
