"""HA-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Database(ResourcePolicy):
    """Databases."""

    id = "HA-1"
    title = "Databases have a standby in another zone."
    rationale = "A failed zone costs a minute or two of writes, not the catalogue."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "Concepts.MultiAZSingleStandby.html; "
        "client requirement: Multi-AZ"
    )
    remedy = "Pass multi_az=True."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge MultiAZ."""
        yield from examine_true(resource, "MultiAZ")
