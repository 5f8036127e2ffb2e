"""LOG-10."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_at_least
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Retention(ResourcePolicy):
    """Retention of log groups."""

    id = "LOG-10"
    title = "Every log group keeps its events for a set number of days."
    rationale = "Logs without retention are kept, and paid for, for ever."
    source = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
        "Working-with-log-groups-and-streams.html; client requirement: retention"
    )
    remedy = "Pass retention=RetentionDays.…, or retention_in_days to the L1."
    resource_types = ("AWS::Logs::LogGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge RetentionInDays."""
        yield from examine_at_least(resource, "RetentionInDays", 1)
