"""ECS-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import elsewhere, examine_absent, examine_at_least
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
DIMENSION = "ecs:service:DesiredCount"
SUSPENDED = "SuspendedState"


class Autoscaling(ResourcePolicy):
    """Number of tasks of services."""

    id = "ECS-3"
    title = "Every service scales from at least one task to more, by a policy never suspended."
    rationale = "Bursts of uploads are normal; a fixed number of tasks is too many or too few."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html; "
        "decision 16 of the design"
    )
    remedy = (
        "Call service.auto_scale_task_count with a maximum above the minimum, in each schedule "
        "too, and add a CfnScalingPolicy to its target."
    )
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
            yield from elsewhere(each, _examine_range(each))
            for action in each.parts("ScheduledActions"):
                yield from elsewhere(each, _examine_range(action, "ScalableTargetAction."))
            yield from elsewhere(each, examine_absent(each, SUSPENDED))
            if each.logical_id not in template.by_reference(POLICY, "ScalingTargetId"):
                expected = f"a reference to {each.logical_id}"
                yield Violation(f"{POLICY}.ScalingTargetId", ABSENT, expected)


def _examine_range(part: Part | Resource, prefix: str = "") -> Iterator[Violation]:
    """Judge the fewest and the most tasks; a schedule that names one only would keep the other."""
    least = part.get(f"{prefix}MinCapacity")
    yield from examine_at_least(part, f"{prefix}MinCapacity", 1)
    more = least + 1 if type(least) is int and least > 0 else 2
    yield from examine_at_least(part, f"{prefix}MaxCapacity", more)
