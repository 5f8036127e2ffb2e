"""KMS-11."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Repositories(ResourcePolicy):
    """Image repositories."""

    id = "KMS-11"
    title = "Image repositories are encrypted with the stack's customer managed key."
    rationale = "Images are the program that reads the videos."
    source = (
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass encryption=RepositoryEncryption.KMS and encryption_key=key."
    resource_types = ("AWS::ECR::Repository",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge EncryptionConfiguration."""
        yield from examine_value(
            resource, "EncryptionConfiguration.EncryptionType", "KMS", "KMS_DSSE"
        )
        yield from examine_key(resource, "EncryptionConfiguration.KmsKey", template)
