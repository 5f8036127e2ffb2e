"""API-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.api.settings import examine_present, settings
from policies.conditions import examine_off, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class ExecutionLogs(ResourcePolicy):
    """What a stage says of its requests."""

    id = "API-4"
    title = "Every stage logs the execution of its methods, without the bodies."
    rationale = "The trace of data writes keys and bodies into the log."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; "
        "client requirement: execution logs"
    )
    remedy = "Pass logging_level=MethodLoggingLevel.ERROR and leave data_trace_enabled out."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge LoggingLevel and DataTraceEnabled of every method setting."""
        yield from examine_present(resource)
        for setting in settings(resource):
            yield from examine_value(setting, "LoggingLevel", "ERROR", "INFO")
            yield from examine_off(setting, "DataTraceEnabled")
