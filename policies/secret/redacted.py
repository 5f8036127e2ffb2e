"""SECRET-10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Part, Resource, Template

AUTHORIZER: Final = "AWS::ApiGateway::Authorizer"
HEADER: Final = "method.request.header."
QUERY: Final = "method.request.querystring."
CARRIES_NO_KEY: Final = ("context.", "stageVariables.")
REDACTED: Final = "RedactedFields"


class Redacted(ResourcePolicy):
    """Keys in the logs of firewalls."""

    id = "SECRET-10"
    title = "Firewall logs redact everything in which an authorizer looks for a key."
    rationale = "A firewall logs whole requests: without redaction the key stands in each line."
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/logging-management.html; "
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "configure-api-gateway-lambda-authorization.html; client requirement: no plain secret"
    )
    remedy = "Pass redacted_fields with every identity source of the authorizers."
    resource_types = ("AWS::WAFv2::LoggingConfiguration",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge RedactedFields by IdentitySource of every authorizer of the template."""
        redacted = frozenset(map(_field, resource.parts(REDACTED)))
        for authorizer in template.of_type(AUTHORIZER):
            source = authorizer.get("IdentitySource")
            if not isinstance(source, str) or not source:
                place = f"{authorizer.logical_id}.IdentitySource"
                yield Violation(place, source, "a literal, so that what it names is redacted")
                continue
            for name in map(str.strip, source.split(",")):
                if _needed(name) not in {None, *redacted}:
                    value = resource.get(REDACTED)
                    yield Violation(REDACTED, value, f"{name} of {authorizer.logical_id} too")


def _needed(identity_source: str) -> str | None:
    """What must be redacted for an identity source; `None` for nothing."""
    if identity_source.startswith(CARRIES_NO_KEY):
        return None
    if identity_source.startswith(QUERY):
        return "QueryString"
    return identity_source.removeprefix(HEADER).lower()


def _field(part: Part) -> str:
    """What a field redacts: a header by its name, which has no case, or a part by its own."""
    header = part.get("SingleHeader.Name")
    if isinstance(header, str):
        return header.lower()
    return "QueryString" if part.get("QueryString") == {} else ""
