"""KMS-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.log_delivery import log_delivery_buckets
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template

ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration"


class Buckets(ResourcePolicy):
    """Buckets."""

    id = "KMS-6"
    title = "Buckets are encrypted with the stack's customer managed key."
    rationale = "The videos of customers lie in them."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html; "
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html; "
        "decision 10 of the design: log-delivery buckets"
    )
    remedy = (
        "Pass encryption=BucketEncryption.KMS and encryption_key=key; for a bucket that AWS "
        "delivers logs to, BucketEncryption.S3_MANAGED."
    )
    resource_types = ("AWS::S3::Bucket",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge each encryption rule; a log-delivery bucket must have SSE-S3 instead."""
        delivery = resource.logical_id in template.index(log_delivery_buckets)
        encryption = tuple(resource.parts(ENCRYPTION))
        if not encryption:
            expected = "one rule with AES256" if delivery else "one rule with aws:kms"
            yield Violation(ENCRYPTION, ABSENT, expected)
            return
        violations = tuple(
            each
            for rule in encryption
            for each in (_examine_delivery(rule) if delivery else _examine_rule(rule, template))
        )
        yield from violations
        if delivery and not violations:
            yield NotApplicable(
                "AWS delivers logs to the bucket, which takes SSE-S3 only; it is encrypted with it."
            )


def _examine_rule(rule: Part, template: Template) -> Iterator[Violation]:
    yield from examine_value(rule, "ServerSideEncryptionByDefault.SSEAlgorithm", "aws:kms")
    yield from examine_key(rule, "ServerSideEncryptionByDefault.KMSMasterKeyID", template)


def _examine_delivery(rule: Part) -> Iterator[Violation]:
    yield from examine_value(rule, "ServerSideEncryptionByDefault.SSEAlgorithm", "AES256")
