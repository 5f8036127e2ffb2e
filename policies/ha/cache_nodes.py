"""HA-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_at_least
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class CacheNodes(ResourcePolicy):
    """Nodes of caches."""

    id = "HA-2"
    title = "Caches have at least two nodes."
    rationale = "A replica takes over; a lone node loses every answer at once."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html; "
        "client requirement: Multi-AZ"
    )
    remedy = "Pass num_cache_clusters=2 to CfnReplicationGroup."
    resource_types = ("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge NumCacheClusters, or ReplicasPerNodeGroup where the group is sharded."""
        if resource.type == "AWS::ElastiCache::CacheCluster":
            yield Violation("Type", resource.type, "AWS::ElastiCache::ReplicationGroup")
        elif resource.get("ReplicasPerNodeGroup") is not ABSENT:
            yield from examine_at_least(resource, "ReplicasPerNodeGroup", 1)
        else:
            yield from examine_at_least(resource, "NumCacheClusters", 2)
