"""NET-13."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


class BucketPublicAccess(ResourcePolicy):
    """Public access to buckets."""

    id = "NET-13"
    title = "Buckets block public access in all four ways."
    rationale = "No policy or list of somebody's making can open the videos to the world."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
        "access-control-block-public-access.html; client requirement: blocked public access"
    )
    remedy = "Pass block_public_access=BlockPublicAccess.BLOCK_ALL."
    resource_types = ("AWS::S3::Bucket",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PublicAccessBlockConfiguration."""
        for name in BLOCKS:
            yield from examine_true(resource, f"PublicAccessBlockConfiguration.{name}")
