"""NET-7."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

DESTINATION: Final = "DestinationCidrBlock"
ENDPOINT: Final = "VpcEndpointId"
HARMLESS: Final = frozenset({DESTINATION, ENDPOINT, "RouteTableId"})

PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""The addresses of networks; whatever is wider leads to the internet's too."""


class Routes(ResourcePolicy):
    """Routes."""

    id = "NET-7"
    title = "Routes lead private addresses to endpoints of the stack, nothing else anywhere."
    rationale = (
        "A route to a gateway turns an isolated subnet into an open one, and so does one of all "
        "addresses to an endpoint of another network."
    )
    source = "decision 8 of the design"
    remedy = "Use isolated subnets, which need no AWS::EC2::Route."
    resource_types = ("AWS::EC2::Route",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every property that could name what the route leads, and where."""
        yield from outward(resource, template)


def outward(route: Resource, template: Template) -> Iterator[Violation]:
    """What leads a route elsewhere than from a private address to an endpoint of the stack."""
    for name in route.properties:
        value = route.get(name)
        if name not in HARMLESS and value is not ABSENT:
            expected = f"absent: a route of {DESTINATION} to {ENDPOINT}"
            yield Violation(name, value, expected)
    yield from examine_reference(route, ENDPOINT, template, "AWS::EC2::VPCEndpoint")
    destination = route.get(DESTINATION)
    if not _is_private(destination):
        yield Violation(DESTINATION, destination, f"within {', '.join(map(str, PRIVATE))}")


def _is_private(value: object) -> bool:
    try:
        network = IPv4Network(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return any(network.subnet_of(each) for each in PRIVATE)
