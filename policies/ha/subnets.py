"""HA-5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.ha.zones import examine_zones
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

SUBNETS: Final[Mapping[str, str]] = {
    "AWS::ApiGatewayV2::VpcLink": "SubnetIds",
    "AWS::EC2::VPCEndpoint": "SubnetIds",
    "AWS::ECS::Service": "NetworkConfiguration.AwsvpcConfiguration.Subnets",
    "AWS::ElastiCache::SubnetGroup": "SubnetIds",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Subnets",
    "AWS::Lambda::Function": "VpcConfig.SubnetIds",
    "AWS::RDS::DBSubnetGroup": "SubnetIds",
}
"""Where each type names the subnets that it may stand in."""


class Subnets(ResourcePolicy):
    """What stands in several subnets."""

    id = "HA-5"
    title = "Services, endpoints, load balancers and subnet groups span at least two zones."
    rationale = "What stands in one zone fails with it, whatever else is redundant."
    source = (
        "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
        "rel_fault_isolation_multiaz_region_system.html; client requirement: Multi-AZ"
    )
    remedy = "Pass vpc_subnets that select the isolated subnets of both zones."
    resource_types = tuple(SUBNETS)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the list of subnets by the zone of each."""
        if resource.type == "AWS::Lambda::Function" and resource.get("VpcConfig") is ABSENT:
            yield NotApplicable("The function runs outside the VPC, in several zones of AWS.")
        elif _is_gateway(resource):
            yield NotApplicable("A gateway endpoint stands in route tables, not in subnets.")
        else:
            yield from examine_zones(resource, SUBNETS[resource.type], template)


def _is_gateway(resource: Resource) -> bool:
    kind = resource.get("VpcEndpointType")
    return resource.type == "AWS::EC2::VPCEndpoint" and (kind is ABSENT or kind == "Gateway")
