"""KMS-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class FileSystems(ResourcePolicy):
    """File systems."""

    id = "KMS-3"
    title = "File systems are encrypted with the stack's customer managed key."
    rationale = "Videos of customers pass through the scratch file system."
    source = (
        "https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass encrypted=True and kms_key=key."
    resource_types = ("AWS::EFS::FileSystem",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Encrypted and KmsKeyId."""
        yield from examine_true(resource, "Encrypted")
        yield from examine_key(resource, "KmsKeyId", template)
