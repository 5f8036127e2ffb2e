"""LOG-11."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.log_delivery import log_delivery_buckets
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

DESTINATION = "LoggingConfiguration.DestinationBucketName"


class BucketAccess(ResourcePolicy):
    """Access logs of buckets."""

    id = "LOG-11"
    title = "Every bucket logs its accesses to another bucket of the stack."
    rationale = "It is the only record of who read which video."
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html; "
        "client requirement: access logs"
    )
    remedy = "Pass server_access_logs_bucket."
    resource_types = ("AWS::S3::Bucket",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge LoggingConfiguration, but of the buckets that receive logs."""
        if resource.logical_id in template.index(log_delivery_buckets):
            yield NotApplicable("The bucket receives access logs; logging them would never end.")
            return
        yield from examine_reference(resource, DESTINATION, template, "AWS::S3::Bucket")
        if template.referenced(resource.get(DESTINATION)) is resource:
            yield Violation(DESTINATION, resource.get(DESTINATION), "another bucket")
