"""NET-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_off
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class SubnetAddresses(ResourcePolicy):
    """Addresses that subnets give."""

    id = "NET-4"
    title = "Subnets give no public address."
    rationale = "A public address is a way in as soon as somebody adds a route."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html; "
        "decision 8 of the design"
    )
    remedy = "Use SubnetType.PRIVATE_ISOLATED."
    resource_types = ("AWS::EC2::Subnet",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge MapPublicIpOnLaunch and AssignIpv6AddressOnCreation."""
        yield from examine_off(resource, "MapPublicIpOnLaunch")
        yield from examine_off(resource, "AssignIpv6AddressOnCreation")
