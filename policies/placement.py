"""Where things stand in a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies.finding import NotApplicable
from policies.template import ABSENT, Resource

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


def outside(resource: Resource) -> NotApplicable | None:
    """Why a resource stands in no subnet although its type may; `None` for one that does."""
    if resource.type == "AWS::Lambda::Function" and resource.get("VpcConfig") is ABSENT:
        return NotApplicable("The function runs outside the network.")
    if resource.type == "AWS::EC2::VPCEndpoint":
        kind = resource.get("VpcEndpointType")
        if kind is ABSENT or kind == "Gateway":
            return NotApplicable("A gateway endpoint stands in route tables.")
    return None
