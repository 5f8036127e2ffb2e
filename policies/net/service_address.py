"""NET-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class ServiceAddress(ResourcePolicy):
    """Addresses of tasks."""

    id = "NET-5"
    title = "Tasks of services get no public address."
    rationale = "Nothing outside has a reason to call a task."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "fargate-task-networking.html; decision 8 of the design"
    )
    remedy = "Pass assign_public_ip=False."
    resource_types = ("AWS::ECS::Service",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AssignPublicIp."""
        path = "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"
        yield from examine_value(resource, path, "DISABLED")
