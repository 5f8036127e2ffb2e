"""NET-12."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_references
from policies.finding import NotApplicable, Violation
from policies.net.rules import SECURITY_GROUP
from policies.placement import outside
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

GROUPS: Final = {
    "AWS::ApiGatewayV2::VpcLink": "SecurityGroupIds",
    "AWS::EC2::VPCEndpoint": "SecurityGroupIds",
    "AWS::ECS::Service": "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
    "AWS::EFS::MountTarget": "SecurityGroups",
    "AWS::ElastiCache::ReplicationGroup": "SecurityGroupIds",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "SecurityGroups",
    "AWS::Lambda::Function": "VpcConfig.SecurityGroupIds",
    "AWS::RDS::DBInstance": "VPCSecurityGroups",
}


class SecurityGroups(ResourcePolicy):
    """Security groups of what stands in a network."""

    id = "NET-12"
    title = "What stands in a network has security groups of the stack."
    rationale = "Without one it gets the network's default group, in which everything may talk."
    source = "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html"
    remedy = "Pass security_groups, made for this component."
    resource_types = tuple(GROUPS)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the list of security groups."""
        not_applicable = outside(resource)
        if not_applicable is not None:
            yield not_applicable
        else:
            yield from examine_references(resource, GROUPS[resource.type], template, SECURITY_GROUP)
