"""LOG-13."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_absent, examine_references
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

ENABLED: Final = "ActionsEnabled"
ACTIONS: Final = "AlarmActions"


class Alarms(ResourcePolicy):
    """Alarms."""

    id = "LOG-13"
    title = "Every alarm has actions, of the stack, and carries them out."
    rationale = (
        "An alarm that is switched off, or that tells nobody, looks like one that has nothing to "
        "tell."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "alarm-actions.html; client requirement: alarms"
    )
    remedy = (
        "Call add_alarm_action with the topic or a scaling policy; leave actions_enabled and "
        "actions_suppressor out."
    )
    resource_types = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AlarmActions, and ActionsEnabled, on where it is absent."""
        yield from examine_references(
            resource,
            ACTIONS,
            template,
            "AWS::SNS::Topic",
            "AWS::ApplicationAutoScaling::ScalingPolicy",
        )
        # While another alarm rings, of elsewhere perhaps, it would tell nobody.
        yield from examine_absent(resource, "ActionsSuppressor")
        value = resource.get(ENABLED)
        if value is not ABSENT and value is not True:
            yield Violation(ENABLED, value, "absent or true")
