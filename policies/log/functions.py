"""LOG-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.log_groups import declares, examine_group
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

GROUP = "LoggingConfig.LogGroup"


class Functions(ResourcePolicy):
    """Logs of functions."""

    id = "LOG-2"
    title = "Every function logs to a log group that the stack declares."
    rationale = "A group that Lambda creates is unencrypted, kept for ever, and left behind."
    source = (
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html; "
        "decision 19 of the design"
    )
    remedy = "Pass log_group=… with a LogGroup of the stack."
    resource_types = ("AWS::Lambda::Function",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge LoggingConfig.LogGroup, or the group that Lambda writes to without it."""
        name = text(resource.get("FunctionName"))
        default = f"/aws/lambda/{name}"
        if resource.get(GROUP) is not ABSENT or name is None or not declares(template, default):
            yield from examine_group(resource, GROUP, template)
