"""NET-10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_reference, examine_references
from policies.finding import NotApplicable, Violation
from policies.ha.zones import SUBNET
from policies.net.routes import outward
from policies.placement import SUBNETS, outside
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template, target

PLACES: Final = {
    **SUBNETS,
    "AWS::EFS::MountTarget": "SubnetId",
}

SUBNET_GROUPS: Final = {
    "AWS::RDS::DBInstance": ("DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"),
    "AWS::ElastiCache::ReplicationGroup": (
        "CacheSubnetGroupName",
        "AWS::ElastiCache::SubnetGroup",
    ),
}
"""What stands in subnets by way of a group; without one, in the account's default network."""


class IsolatedSubnets(ResourcePolicy):
    """Where things stand in a network."""

    id = "NET-10"
    title = "What stands in a network stands in isolated subnets of the stack."
    rationale = "A subnet of another network, or one with a route out, undoes the isolation."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html; "
        "decision 8 of the design"
    )
    remedy = "Pass vpc_subnets=SubnetSelection(subnet_type=SubnetType.PRIVATE_ISOLATED)."
    resource_types = (*PLACES, *SUBNET_GROUPS)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the subnets, or the subnet group, that the resource names."""
        if resource.type in SUBNET_GROUPS:
            name, group = SUBNET_GROUPS[resource.type]
            yield from examine_reference(resource, name, template, group)
            return
        not_applicable = outside(resource)
        if not_applicable is not None:
            yield not_applicable
            return
        path = PLACES[resource.type]
        yield from examine_references(resource, path, template, SUBNET)
        for entry in resource.parts(path):
            if target(entry.value) in template.index(_open_subnets):
                yield Violation(entry.path, entry.value, "a subnet without a route out")


def _open_subnets(template: Template) -> frozenset[str]:
    """Logical ids of the subnets whose route table leads elsewhere than to an endpoint."""
    open_tables = {
        target(route.get("RouteTableId"))
        for route in template.of_type("AWS::EC2::Route")
        if any(outward(route, template))
    }
    subnets = (
        target(each.get("SubnetId"))
        for each in template.of_type("AWS::EC2::SubnetRouteTableAssociation")
        if target(each.get("RouteTableId")) in open_tables
    )
    return frozenset(each for each in subnets if each is not None)
