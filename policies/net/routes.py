"""NET-7."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

HARMLESS = frozenset(
    {
        "DestinationCidrBlock",
        "DestinationIpv6CidrBlock",
        "DestinationPrefixListId",
        "RouteTableId",
        "VpcEndpointId",
    }
)


class Routes(ResourcePolicy):
    """Routes."""

    id = "NET-7"
    title = "Routes lead to endpoints only."
    rationale = "A route to a gateway turns an isolated subnet into an open one."
    source = "decision 8 of the design"
    remedy = "Use isolated subnets, which need no AWS::EC2::Route."
    resource_types = ("AWS::EC2::Route",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every property that could name where the route leads."""
        yield from outward(resource)


def outward(route: Resource) -> Iterator[Violation]:
    """What leads a route elsewhere than to an endpoint."""
    for name in route.properties:
        value = route.get(name)
        if name not in HARMLESS and value is not ABSENT:
            yield Violation(name, value, "absent: a route to VpcEndpointId")
    if route.get("VpcEndpointId") is ABSENT:
        yield Violation("VpcEndpointId", ABSENT, "an endpoint")
