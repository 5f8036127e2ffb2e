"""ECS-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import elsewhere, examine_absent, examine_at_least
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
DIMENSION = "ecs:service:DesiredCount"
SUSPENDED = "SuspendedState"


class Autoscaling(ResourcePolicy):
    """Number of tasks of services."""

    id = "ECS-3"
    title = "Every service scales by a policy that is not suspended, with at least one task."
    rationale = "Bursts of uploads are normal; a fixed number of tasks is too many or too few."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html; "
        "decision 16 of the design"
    )
    remedy = "Call service.auto_scale_task_count and add a CfnScalingPolicy to its target."
    resource_types = ("AWS::ECS::Service",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that a scalable target with a policy refers to the service."""
        named = template.by_reference(TARGET, "ResourceId").get(resource.logical_id, ())
        targets = [each for each in named if each.get("ScalableDimension") == DIMENSION]
        if not targets:
            yield Violation(f"{TARGET}.ResourceId", ABSENT, "a reference to the service")
        for each in targets:
            yield from elsewhere(each, examine_at_least(each, "MinCapacity", 1))
            yield from elsewhere(each, examine_absent(each, SUSPENDED))
            if each.logical_id not in template.by_reference(POLICY, "ScalingTargetId"):
                expected = f"a reference to {each.logical_id}"
                yield Violation(f"{POLICY}.ScalingTargetId", ABSENT, expected)
