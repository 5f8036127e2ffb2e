"""ECS-11."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_off
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class NoRemoteShell(ResourcePolicy):
    """ECS Exec."""

    id = "ECS-11"
    title = "No service lets anyone open a shell in its containers."
    rationale = "A shell has the task's role, and needs a root file system that can be written."
    source = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"
    remedy = "Leave enable_execute_command out."
    resource_types = ("AWS::ECS::Service",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge EnableExecuteCommand."""
        yield from examine_off(resource, "EnableExecuteCommand")
