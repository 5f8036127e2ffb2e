"""LOG-12."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.log_delivery import ACCESS_LOG_BUCKET, load_balancer_attributes
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

ATTRIBUTES = "LoadBalancerAttributes"
ENABLED = "access_logs.s3.enabled"


class LoadBalancerAccess(ResourcePolicy):
    """Access logs of load balancers."""

    id = "LOG-12"
    title = "Every load balancer logs its requests to a bucket of the stack."
    rationale = "It tells which task answered, and how long it took, when the task can't."
    source = (
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
        "load-balancer-access-logs.html; client requirement: access logs"
    )
    remedy = f"Set the attributes {ENABLED} and {ACCESS_LOG_BUCKET} on the L1."
    resource_types = ("AWS::ElasticLoadBalancingV2::LoadBalancer",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the two attributes."""
        attributes = load_balancer_attributes(resource.parts(ATTRIBUTES))
        for key in (ENABLED, ACCESS_LOG_BUCKET):
            if key not in attributes:
                yield Violation(ATTRIBUTES, resource.get(ATTRIBUTES) or ABSENT, f"one of {key}")
        if ENABLED in attributes:
            yield from examine_value(attributes[ENABLED], "Value", "true")
        if ACCESS_LOG_BUCKET in attributes:
            bucket = attributes[ACCESS_LOG_BUCKET]
            yield from examine_reference(bucket, "Value", template, "AWS::S3::Bucket")
