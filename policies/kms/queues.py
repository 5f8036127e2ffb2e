"""KMS-7."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Queues(ResourcePolicy):
    """Queues."""

    id = "KMS-7"
    title = "Queues are encrypted with the stack's customer managed key."
    rationale = "Messages name customers' videos and wait for days in a dead-letter queue."
    source = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-server-side-encryption.html; client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass encryption=QueueEncryption.KMS and encryption_master_key=key."
    resource_types = ("AWS::SQS::Queue",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge KmsMasterKeyId."""
        yield from examine_key(resource, "KmsMasterKeyId", template)
