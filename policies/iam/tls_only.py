"""IAM-9."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, statements
from policies.iam.transport import DENIAL, denies_without_tls
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

GUARDS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket", ("s3:*", "*")),
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues", ("sqs:*", "*")),
    "AWS::SNS::Topic": (
        "AWS::SNS::TopicPolicy",
        "Topics",
        ("sns:Publish", "sns:*", "*"),
    ),
}
"""By type: what guards it, the property that names it, and an action that must be denied."""


class TlsOnly(ResourcePolicy):
    """The way to buckets, queues and topics."""

    id = "IAM-9"
    title = "Buckets, queues and topics refuse every request without TLS."
    rationale = "A client that is misconfigured is refused instead of sending videos in the clear."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html; "
        "client requirement: TLS only"
    )
    remedy = "Pass enforce_ssl=True."
    resource_types = tuple(GUARDS)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that a policy on the resource denies all who come without TLS."""
        guard, name, actions = GUARDS[resource.type]
        policies = template.by_reference(guard, name).get(resource.logical_id, ())
        if not policies:
            yield Violation(f"{guard}.{name}", ABSENT, f"a reference to {resource.logical_id}")
        elif not any(
            isinstance(each, Statement) and denies_without_tls(each, resource, actions)
            for policy in policies
            for each in statements(policy, RESOURCE_DOCUMENTS)
        ):
            place = f"{policies[0].logical_id}.PolicyDocument.Statement"
            yield Violation(place, ABSENT, DENIAL)
