"""DESTROY-11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

REPLICATION: Final[Mapping[str, str]] = {
    "AWS::S3::Bucket": "ReplicationConfiguration",
    "AWS::SecretsManager::Secret": "ReplicaRegions",
}
"""By type, what copies it to another place."""


class Replicas(ResourcePolicy):
    """Copies of buckets and secrets."""

    id = "DESTROY-11"
    title = "Buckets and secrets are replicated nowhere."
    rationale = "A replica stays when the original goes, maybe in an account that is not ours."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html; "
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html; "
        "decision 19 of the design"
    )
    remedy = "Leave replication_rules and replica_regions out."
    resource_types = tuple(REPLICATION)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that there is no replication."""
        name = REPLICATION[resource.type]
        value = resource.get(name)
        if value is not ABSENT and value != []:
            yield Violation(name, value, "absent")
