"""DESTROY-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class KeyWindow(ResourcePolicy):
    """How long a key lingers."""

    id = "DESTROY-6"
    title = "A deleted key is gone after 7 days, the shortest waiting period."
    rationale = "A key that waits can be brought back, and with it whatever it guarded."
    source = (
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html; "
        "decision 19 of the design"
    )
    remedy = "Pass pending_window=Duration.days(7)."
    resource_types = ("AWS::KMS::Key",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PendingWindowInDays, which is 30 where it is absent."""
        yield from examine_value(resource, "PendingWindowInDays", 7)
