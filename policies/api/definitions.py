"""API-10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

ELSEWHERE: Final = ("Body", "BodyS3Location", "CloneFrom")


class Definitions(ResourcePolicy):
    """Where the methods of an API are defined."""

    id = "API-10"
    title = "Methods are resources of the template: no API takes them from a definition."
    rationale = "A method in an OpenAPI document is seen by no policy, and needs no key."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-apigateway-restapi.html; ADR 1: what can't be judged is a violation"
    )
    remedy = "Use RestApi with add_method instead of SpecRestApi."
    resource_types = ("AWS::ApiGateway::RestApi",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that there is no Body, BodyS3Location or CloneFrom."""
        yield from examine_absent(resource, *ELSEWHERE)
