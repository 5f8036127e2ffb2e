"""KMS-9."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Secrets(ResourcePolicy):
    """Secrets."""

    id = "KMS-9"
    title = "Secrets are encrypted with the stack's customer managed key."
    rationale = (
        "Whoever reads a secret reads what it guards; the key is a second lock with its own log."
    )
    source = (
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass encryption_key=key."
    resource_types = ("AWS::SecretsManager::Secret",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge KmsKeyId."""
        yield from examine_key(resource, "KmsKeyId", template)
