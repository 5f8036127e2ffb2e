"""HA-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.ha.zones import SUBNET, TWO_ZONES, zone
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Networks(ResourcePolicy):
    """Networks."""

    id = "HA-6"
    title = "The subnets of a network lie in at least two zones."
    rationale = "Nothing can span zones that the network does not reach."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html; "
        "client requirement: Multi-AZ"
    )
    remedy = "Pass max_azs=2 or more."
    resource_types = ("AWS::EC2::VPC",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the zones of the subnets that refer to the network."""
        subnets = template.by_reference(SUBNET, "VpcId").get(resource.logical_id, ())
        found = {zone(each) for each in subnets} - {None}
        if len(found) < 2:  # noqa: PLR2004 - one zone may fail
            told = [each.get("AvailabilityZone") for each in subnets]
            yield Violation(f"{SUBNET}.AvailabilityZone", told, TWO_ZONES)
