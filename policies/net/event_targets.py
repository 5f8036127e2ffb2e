"""NET-14."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

QUEUE = "AWS::SQS::Queue"
DEAD_LETTERS = "DeadLetterConfig"


class EventTargets(ResourcePolicy):
    """Where rules send events."""

    id = "NET-14"
    title = "Rules send events to queues of the stack, nowhere else."
    rationale = "A second target tells another account what was uploaded, unseen by the first."
    source = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html; "
        "decision 14 of the design"
    )
    remedy = "Pass targets=[…] with the ARN of a queue of the stack."
    resource_types = ("AWS::Events::Rule",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Arn and DeadLetterConfig of each target."""
        targets = tuple(resource.parts("Targets"))
        if not targets:
            yield Violation("Targets", resource.get("Targets") or ABSENT, "a queue of the template")
        for target in targets:
            yield from examine_reference(target, "Arn", template, QUEUE)
            if target.get(DEAD_LETTERS) is not ABSENT:
                yield from examine_reference(target, f"{DEAD_LETTERS}.Arn", template, QUEUE)
