"""TAG-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Propagated(ResourcePolicy):
    """Tags of tasks."""

    id = "TAG-2"
    title = "Tasks inherit the tags of their service or task definition."
    rationale = "What tasks cost is the largest line of the bill, and has no owner without tags."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html; "
        "decision 7 of the design"
    )
    remedy = "Pass propagate_tags=PropagatedTagSource.SERVICE."
    resource_types = ("AWS::ECS::Service",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PropagateTags."""
        yield from examine_value(resource, "PropagateTags", "SERVICE", "TASK_DEFINITION")
