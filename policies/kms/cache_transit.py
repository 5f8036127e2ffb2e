"""KMS-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class CacheTransit(ResourcePolicy):
    """The way to a cache."""

    id = "KMS-5"
    title = "Caches demand TLS and a password where the profile demands it."
    rationale = "Without TLS, who reaches the network reads the answers; without AUTH, writes them."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html; "
        "decision 3 of the design"
    )
    remedy = (
        "Pass transit_encryption_enabled=True, auth_token from a generated secret, and leave "
        "transit_encryption_mode out or required."
    )
    resource_types = ("AWS::ElastiCache::ReplicationGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge TransitEncryptionEnabled, TransitEncryptionMode and AuthToken."""
        if not rules.cache_transit_encryption:
            yield NotApplicable("The profile lets the cache go without transit encryption.")
            return
        yield from examine_true(resource, "TransitEncryptionEnabled")
        mode = resource.get("TransitEncryptionMode")
        if mode is not ABSENT and mode != "required":
            yield Violation("TransitEncryptionMode", mode, '"required" or absent')
        if resource.get("AuthToken") is ABSENT:
            yield Violation("AuthToken", ABSENT, "a dynamic reference to a generated secret")
