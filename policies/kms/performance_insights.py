"""KMS-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class PerformanceInsights(ResourcePolicy):
    """What Performance Insights keeps."""

    id = "KMS-2"
    title = "Performance Insights data is encrypted with the stack's customer managed key."
    rationale = "It keeps the text of SQL statements, literals included."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_PerfInsights.access-control.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass performance_insight_encryption_key=key."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PerformanceInsightsKMSKeyId where Performance Insights may be on."""
        enabled = resource.get("EnablePerformanceInsights")
        if enabled is ABSENT or enabled is False:
            yield NotApplicable("Performance Insights is off.")
        else:
            yield from examine_key(resource, "PerformanceInsightsKMSKeyId", template)
