"""What the policies of HA guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.mutation import (
    Mutation,
    demanded,
    removed,
    tempted,
)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "HA-1": (demanded("AWS::RDS::DBInstance", "Properties.MultiAZ", False, "true"),),
    "HA-2": (
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.NumCacheClusters", 1, "2"),
    ),
    "HA-3": (
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.MultiAZEnabled", False),
        demanded(
            "AWS::ElastiCache::ReplicationGroup", "Properties.AutomaticFailoverEnabled", False
        ),
    ),
    "HA-4": (
        tempted(
            "AWS::EFS::FileSystem",
            "Properties.AvailabilityZoneName",
            {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
        ),
        removed("AWS::EFS::MountTarget"),
        demanded("AWS::EFS::MountTarget", "Properties.SubnetId"),
    ),
    "HA-5": (
        demanded("AWS::RDS::DBSubnetGroup", "Properties.SubnetIds"),
        demanded("AWS::RDS::DBSubnetGroup", "Properties.SubnetIds.*"),
        demanded("AWS::ElastiCache::SubnetGroup", "Properties.SubnetIds.*"),
        demanded("AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties.Subnets.*"),
        demanded("AWS::ApiGatewayV2::VpcLink", "Properties.SubnetIds.*"),
        demanded("AWS::EC2::VPCEndpoint", "Properties.SubnetIds.*"),
        demanded(
            "AWS::ECS::Service", "Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets.*"
        ),
    ),
    "HA-6": (
        removed("AWS::EC2::Subnet"),
        demanded("AWS::EC2::Subnet", "Properties.AvailabilityZone"),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
