"""DESTROY-9."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

INTERVAL: Final = "MonitoringInterval"


class EnhancedMonitoring(ResourcePolicy):
    """Enhanced Monitoring of databases."""

    id = "DESTROY-9"
    title = "Databases do without Enhanced Monitoring, whose log group no stack can own."
    rationale = (
        "It writes to RDSOSMetrics, one group for all databases of an account and region, which "
        "stays when they go; Performance Insights tells what is needed."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_Monitoring.OS.CloudWatchLogs.html; decision 12 of the design"
    )
    remedy = "Leave monitoring_interval out."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge MonitoringInterval, off where it is absent or 0."""
        value = resource.get(INTERVAL)
        if value is not ABSENT and (type(value) is not int or value != 0):
            yield Violation(INTERVAL, value, "absent or 0")
