"""KMS-16."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

STORAGE = "Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId"


class EphemeralStorage(ResourcePolicy):
    """What tasks keep while they run."""

    id = "KMS-16"
    title = "Storage of Fargate tasks is encrypted with the stack's customer managed key."
    rationale = "Without a scratch file system, videos that can't be read by ranges lie in it."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "fargate-storage-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass managed_storage_configuration with fargate_ephemeral_storage_kms_key=key."
    resource_types = ("AWS::ECS::Cluster",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge FargateEphemeralStorageKmsKeyId."""
        yield from examine_key(resource, STORAGE, template)
