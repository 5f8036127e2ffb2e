"""API-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Tracing(ResourcePolicy):
    """Traces of stages."""

    id = "API-5"
    title = "Every stage traces its requests."
    rationale = "A slow answer can be followed from the gateway to the task."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html; "
        "client requirement: tracing"
    )
    remedy = "Pass tracing_enabled=True in the stage's options."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge TracingEnabled."""
        yield from examine_true(resource, "TracingEnabled")
