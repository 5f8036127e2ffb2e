"""KMS-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class CacheStorage(ResourcePolicy):
    """What a cache keeps on disk: its backups, and its memory while it synchronises."""

    id = "KMS-4"
    title = "Caches are encrypted at rest with the stack's customer managed key."
    rationale = "The cache holds the catalogue's answers, and writes them out when it synchronises."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = (
        "Use CfnReplicationGroup with at_rest_encryption_enabled=True and kms_key_id=key.key_arn; "
        "a lone CfnCacheCluster can't be encrypted."
    )
    resource_types = ("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AtRestEncryptionEnabled and KmsKeyId, which a lone cluster has not."""
        yield from examine_true(resource, "AtRestEncryptionEnabled")
        yield from examine_key(resource, "KmsKeyId", template)
