"""LOG-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.log_groups import examine_group
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class ApiAccess(ResourcePolicy):
    """Access logs of API stages."""

    id = "LOG-3"
    title = "Every API stage writes an access log to a log group that the stack declares."
    rationale = "It is the only record of who asked for what, refused requests included."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; "
        "client requirement: access logs"
    )
    remedy = "Pass access_log_destination and access_log_format in the stage's options."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AccessLogSetting."""
        yield from examine_group(resource, "AccessLogSetting.DestinationArn", template)
        log_format = resource.get("AccessLogSetting.Format")
        if not isinstance(log_format, str) or "$context.requestId" not in log_format:
            expected = "a literal format with $context.requestId"
            yield Violation("AccessLogSetting.Format", log_format, expected)
