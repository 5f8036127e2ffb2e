"""HA-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class CacheFailover(ResourcePolicy):
    """Failover of caches."""

    id = "HA-3"
    title = "Caches fail over by themselves to a node in another zone."
    rationale = "Two nodes in one zone, or a replica that nobody promotes, fail with the zone."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html; "
        "client requirement: Multi-AZ"
    )
    remedy = "Pass multi_az_enabled=True and automatic_failover_enabled=True."
    resource_types = ("AWS::ElastiCache::ReplicationGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge MultiAZEnabled and AutomaticFailoverEnabled."""
        yield from examine_true(resource, "MultiAZEnabled")
        yield from examine_true(resource, "AutomaticFailoverEnabled")
