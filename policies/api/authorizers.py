"""API-1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

AUTHORIZER: Final = "AWS::ApiGateway::Authorizer"
FUNCTION: Final = "AWS::Lambda::Function"

_INVOCATION: Final = re.compile(
    r"arn:\$\{AWS::Partition\}:apigateway:\$\{AWS::Region\}:lambda:path/2015-03-31/functions/"
    r"\$\{(\w+)\.Arn\}/invocations"
)


class Authorizers(ResourcePolicy):
    """Keys of methods."""

    id = "API-1"
    title = "Every method asks the key authorizer, a function of the stack, health included."
    rationale = (
        "A health check without a key is a way into the network that nobody throttles by; a "
        "function of elsewhere sees every key and lets in whom it likes."
    )
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "apigateway-use-lambda-authorizer.html; decision 9 of the design"
    )
    remedy = (
        "Pass authorization_type=AuthorizationType.CUSTOM and authorizer to every method, and a "
        "function of the stack itself, no alias or version, as the authorizer's handler."
    )
    resource_types = ("AWS::ApiGateway::Method", AUTHORIZER)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AuthorizationType and AuthorizerId; a preflight carries no key.

        Of authorizers AuthorizerUri.
        """
        if resource.type == AUTHORIZER:
            yield from _examine_function(resource, template)
            return
        if is_preflight(resource):
            yield NotApplicable("A browser sends its preflight without a key.")
            return
        yield from examine_value(resource, "AuthorizationType", "CUSTOM")
        yield from examine_reference(resource, "AuthorizerId", template, AUTHORIZER)


def is_preflight(method: Resource) -> bool:
    """Whether the method answers preflights, by API Gateway itself."""
    return method.get("HttpMethod") == "OPTIONS" and method.get("Integration.Type") == "MOCK"


def _examine_function(authorizer: Resource, template: Template) -> Iterator[Violation]:
    uri = authorizer.get("AuthorizerUri")
    invoked = _INVOCATION.fullmatch(_told(uri))
    function = template.resources.get(invoked[1]) if invoked else None
    if function is None or function.type != FUNCTION:
        yield Violation("AuthorizerUri", uri, f"the invocation of the template's {FUNCTION}")


def _told(uri: object) -> str:
    """The text of a URI; empty where a part of it is known only when deployed."""
    match uri:
        case {"Fn::Join": ["", list(parts)], **rest} if not rest:
            told = [_part(part) for part in parts]
            return "".join(told) if all(told) else ""
    return text(uri) or ""


def _part(value: object) -> str:
    """The text of a part; the CDK takes partition and region out of the function's own ARN."""
    match value:
        case {"Fn::Select": [1, {"Fn::Split": [":", {"Fn::GetAtt": [_, "Arn"]}]}]}:
            return "${AWS::Partition}"
        case {"Fn::Select": [3, {"Fn::Split": [":", {"Fn::GetAtt": [_, "Arn"]}]}]}:
            return "${AWS::Region}"
    return text(value) or ""
