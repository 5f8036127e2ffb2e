"""KMS-10."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class LogGroups(ResourcePolicy):
    """Log groups."""

    id = "KMS-10"
    title = "Log groups are encrypted with the stack's customer managed key."
    rationale = "Logs name videos, callers and addresses."
    source = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass encryption_key=key."
    resource_types = ("AWS::Logs::LogGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge KmsKeyId."""
        yield from examine_key(resource, "KmsKeyId", template)
