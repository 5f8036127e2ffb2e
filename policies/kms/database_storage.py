"""KMS-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class DatabaseStorage(ResourcePolicy):
    """Database storage."""

    id = "KMS-1"
    title = "Database storage is encrypted with the stack's customer managed key."
    rationale = "The catalogue of every customer's videos lies in this storage and its snapshots."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass storage_encrypted=True and storage_encryption_key=key."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge StorageEncrypted and KmsKeyId."""
        encrypted = resource.get("StorageEncrypted")
        if encrypted is not True:
            yield Violation("StorageEncrypted", encrypted, "true")
        yield from examine_key(resource, "KmsKeyId", template)
