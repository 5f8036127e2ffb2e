"""API-11."""

from __future__ import annotations

from collections.abc import Iterator

from policies.api.authorizers import is_preflight
from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


class Integrations(ResourcePolicy):
    """What answers the requests of methods."""

    id = "API-11"
    title = "Every method is answered by the stack's load balancer, through its private link."
    rationale = "Any other address gets the requests of our clients, and answers in our name."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "set-up-private-integration.html; decision 9 of the design"
    )
    remedy = "Pass an Integration with connection_type=ConnectionType.VPC_LINK and vpc_link."
    resource_types = ("AWS::ApiGateway::Method",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the type, the link, the target and the address of Integration."""
        if is_preflight(resource):
            yield NotApplicable("API Gateway answers a preflight itself.")
            return
        yield from examine_value(resource, "Integration.Type", "HTTP_PROXY", "HTTP")
        yield from examine_value(resource, "Integration.ConnectionType", "VPC_LINK")
        yield from examine_reference(
            resource, "Integration.ConnectionId", template, "AWS::ApiGatewayV2::VpcLink"
        )
        yield from examine_reference(resource, "Integration.IntegrationTarget", template, BALANCER)
        uri = resource.get("Integration.Uri")
        balancer = template.referenced(resource.get("Integration.IntegrationTarget"))
        if balancer is not None and not _leads_to(uri, balancer):
            expected = f"http://${{{balancer.logical_id}.DNSName}}/…"
            yield Violation("Integration.Uri", uri, expected)


def _leads_to(uri: object, balancer: Resource) -> bool:
    address = f"http://${{{balancer.logical_id}.DNSName}}"
    told = text(uri)
    return told == address or (told is not None and told.startswith(f"{address}/"))
