"""API-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Authorizers(ResourcePolicy):
    """Keys of methods."""

    id = "API-1"
    title = "Every method asks the key authorizer, health included."
    rationale = "A health check without a key is a way into the network that nobody throttles by."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "apigateway-use-lambda-authorizer.html; decision 9 of the design"
    )
    remedy = "Pass authorization_type=AuthorizationType.CUSTOM and authorizer to every method."
    resource_types = ("AWS::ApiGateway::Method",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AuthorizationType and AuthorizerId; a preflight carries no key."""
        if is_preflight(resource):
            yield NotApplicable("A browser sends its preflight without a key.")
            return
        yield from examine_value(resource, "AuthorizationType", "CUSTOM")
        yield from examine_reference(
            resource, "AuthorizerId", template, "AWS::ApiGateway::Authorizer"
        )


def is_preflight(method: Resource) -> bool:
    """Whether the method answers preflights, by API Gateway itself."""
    return method.get("HttpMethod") == "OPTIONS" and method.get("Integration.Type") == "MOCK"
