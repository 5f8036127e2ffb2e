"""DESTROY-10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

LIMIT: Final = "SnapshotRetentionLimit"
LEFT: Final = ("SnapshotWindow", "FinalSnapshotIdentifier")


class CacheSnapshots(ResourcePolicy):
    """Snapshots of caches."""

    id = "DESTROY-10"
    title = "Caches leave no snapshot behind."
    rationale = "All that a cache holds can be read again; a snapshot stays and costs on unseen."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html; "
        "decision 19 of the design"
    )
    remedy = "Pass snapshot_retention_limit=0; leave snapshot_window out."
    resource_types = ("AWS::ElastiCache::ReplicationGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge SnapshotRetentionLimit, off where it is absent or 0, and what goes with it."""
        limit = resource.get(LIMIT)
        if limit is not ABSENT and (type(limit) is not int or limit != 0):
            yield Violation(LIMIT, limit, "absent or 0")
        yield from examine_absent(resource, *LEFT)
