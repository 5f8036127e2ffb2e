"""LOG-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import elsewhere, examine_value
from policies.finding import NotApplicable, Violation
from policies.log_groups import examine_group
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

FLOW_LOG = "AWS::EC2::FlowLog"


class Flow(ResourcePolicy):
    """Flow logs of networks."""

    id = "LOG-6"
    title = "Every network logs all its flows to a log group that the stack declares."
    rationale = "A refused connection is the first sign of a container that does what it must not."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html; "
        "client requirement: flow logs"
    )
    remedy = "Add a CfnFlowLog with traffic_type='ALL' and the log group's name."
    resource_types = ("AWS::EC2::VPC",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the flow logs that refer to the network."""
        flow_logs = template.by_reference(FLOW_LOG, "ResourceId").get(resource.logical_id, ())
        if not flow_logs:
            yield Violation(f"{FLOW_LOG}.ResourceId", ABSENT, "a reference to the network")
        for each in flow_logs:
            yield from elsewhere(each, _examine(each, template))


def _examine(flow_log: Resource, template: Template) -> Iterator[Violation]:
    yield from examine_value(flow_log, "TrafficType", "ALL")
    kind = flow_log.get("LogDestinationType")
    if kind is not ABSENT and kind != "cloud-watch-logs":
        yield Violation("LogDestinationType", kind, '"cloud-watch-logs"')
    named = flow_log.get("LogDestination") is ABSENT
    yield from examine_group(flow_log, "LogGroupName" if named else "LogDestination", template)
