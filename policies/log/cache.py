"""LOG-9."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.log_groups import examine_group
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

DELIVERIES = "LogDeliveryConfigurations"
GROUP = "DestinationDetails.CloudWatchLogsDetails.LogGroup"


class Cache(ResourcePolicy):
    """Logs of caches."""

    id = "LOG-9"
    title = "Caches deliver their slow log to a log group that the stack declares."
    rationale = "A command that blocks the cache blocks every request; only this log names it."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html; "
        "client requirement: logs"
    )
    remedy = "Pass log_delivery_configurations with slow-log to a LogGroup of the stack."
    resource_types = ("AWS::ElastiCache::ReplicationGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every delivery, of which the slow log must be one."""
        deliveries = tuple(resource.parts(DELIVERIES))
        if not any(each.get("LogType") == "slow-log" for each in deliveries):
            yield Violation(DELIVERIES, resource.get(DELIVERIES) or ABSENT, "one of slow-log")
        for each in deliveries:
            yield from examine_value(each, "DestinationType", "cloudwatch-logs")
            yield from examine_group(each, GROUP, template)
