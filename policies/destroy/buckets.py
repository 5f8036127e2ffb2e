"""DESTROY-3."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import Final

from policies.dependencies import depends_on
from policies.finding import NotApplicable, Violation
from policies.intrinsics import references
from policies.policy import ResourcePolicy
from policies.resource_types import RESOURCE_TYPES
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

EMPTIER: Final = "Custom::S3AutoDeleteObjects"
ACTIONS: Final = (
    "s3:GetBucketTagging",
    "s3:ListBucketVersions",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
)
"""What emptying takes."""
TAG: Final = "aws-cdk:auto-delete-objects"


class Buckets(ResourcePolicy):
    """The emptying of buckets."""

    id = "DESTROY-3"
    title = "Every bucket is emptied before it is deleted."
    rationale = "S3 deletes no bucket that holds an object, so the whole deletion would fail."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html; "
        "client requirement: all resources are destroyable; decision 19 of the design"
    )
    remedy = "Pass auto_delete_objects=True with removal_policy=RemovalPolicy.DESTROY."
    resource_types = ("AWS::S3::Bucket",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge what empties the bucket, what it may do, and that this one outlives it."""
        emptiers = _of(EMPTIER, "BucketName", resource, template)
        policies = _of("AWS::S3::BucketPolicy", "Bucket", resource, template)
        if not emptiers:
            yield Violation(f"{EMPTIER}.BucketName", ABSENT, "a reference to the bucket")
        # The function empties no bucket without this tag.
        tags = RESOURCE_TYPES[resource.type].tags_in(resource)
        if tags.get(TAG) != "true":
            yield Violation(f"Tags.{TAG}", tags.get(TAG, ABSENT), '"true"')
        for emptier in emptiers:
            yield from _examine_permissions(emptier, policies, template)
            for policy in policies:
                if not depends_on(emptier, policy, template):
                    yield Violation(
                        f"{emptier.logical_id}.DependsOn",
                        emptier.definition.get("DependsOn", ABSENT),
                        f"{policy.logical_id}, which lets it delete until it has",
                    )


def _of(
    resource_type: str, path: str, bucket: Resource, template: Template
) -> tuple[Resource, ...]:
    return template.by_reference(resource_type, path).get(bucket.logical_id, ())


def _examine_permissions(
    emptier: Resource, policies: tuple[Resource, ...], template: Template
) -> Iterator[Violation]:
    handler = template.referenced(emptier.get("ServiceToken"))
    role = template.referenced(handler.get("Role")) if handler else None
    allowed = [
        str(action.value)
        for policy in policies
        for statement in policy.parts("PolicyDocument.Statement")
        if statement.get("Effect") == "Allow"
        and role
        and role.logical_id in references(statement.get("Principal"))
        for action in statement.parts("Action")
    ]
    missing = [
        action
        for action in ACTIONS
        if not any(fnmatch.fnmatchcase(action.lower(), each.lower()) for each in allowed)
    ]
    if missing:
        expected = f"{', '.join(missing)} allowed to the role of what empties the bucket"
        yield Violation("AWS::S3::BucketPolicy.PolicyDocument", allowed or ABSENT, expected)
