"""API-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

ENHANCED = ("SecurityPolicy_TLS12_", "SecurityPolicy_TLS13_")


class Tls(ResourcePolicy):
    """The way to an API."""

    id = "API-8"
    title = "APIs take TLS 1.2 or newer only."
    rationale = "An API's own endpoint takes TLS 1.0 by default, which has been broken for years."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "apigateway-security-policies.html"
    )
    remedy = (
        "Set SecurityPolicy SecurityPolicy_TLS13_1_2_2021_06 and EndpointAccessMode STRICT "
        "on the L1."
    )
    resource_types = ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::DomainName")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge SecurityPolicy, and EndpointAccessMode, which an enhanced one needs."""
        policy = resource.get("SecurityPolicy")
        if isinstance(policy, str) and policy.startswith(ENHANCED):
            mode = resource.get("EndpointAccessMode")
            if mode != "STRICT":
                yield Violation("EndpointAccessMode", mode, '"STRICT"')
        elif policy != "TLS_1_2":
            expected = "an enhanced security policy from TLS 1.2 on"
            yield Violation("SecurityPolicy", policy, expected)
