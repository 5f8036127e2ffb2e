"""LOG-13."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

ENABLED: Final = "ActionsEnabled"


class Alarms(ResourcePolicy):
    """Alarms."""

    id = "LOG-13"
    title = "Every alarm carries out its actions."
    rationale = "An alarm that is switched off looks like one that has nothing to tell."
    source = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "alarm-actions.html; client requirement: alarms"
    )
    remedy = "Leave actions_enabled out."
    resource_types = ("AWS::CloudWatch::Alarm",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge ActionsEnabled, on where it is absent."""
        value = resource.get(ENABLED)
        if value is not ABSENT and value is not True:
            yield Violation(ENABLED, value, "absent or true")
