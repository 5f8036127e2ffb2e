"""KMS-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Topics(ResourcePolicy):
    """Topics."""

    id = "KMS-8"
    title = "Topics are encrypted with the stack's customer managed key."
    rationale = "Alarms tell how the system is built and where it is weak."
    source = (
        "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass master_key=key."
    resource_types = ("AWS::SNS::Topic",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge KmsMasterKeyId."""
        yield from examine_key(resource, "KmsMasterKeyId", template)
