"""What the policies of NET guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import ELSEWHERE, LITERAL_KEY
from tests.mutants.mutation import (
    NOT_THERE,
    UNSEEN,
    Mutation,
    added,
    demanded,
    tempted,
)

GATEWAY: Final = "Properties.RouteTableIds"
"""What a gateway endpoint has, and an interface endpoint has not."""

INTERFACE: Final = "Properties.PrivateDnsEnabled"
"""What an interface endpoint has, and a gateway endpoint has not."""

S3_ENDPOINT: Final = {"Ref": "NetworkVpcEndpoints3AE989D41"}

ANYWHERE: Final = "0.0.0.0/0"

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "NET-1": (
        demanded("AWS::EC2::SecurityGroupIngress", "Properties.SourceSecurityGroupId", "sg-1"),
        tempted("AWS::EC2::SecurityGroupIngress", "Properties.CidrIp", ANYWHERE, "10.0.0.0/8"),
        tempted("AWS::EC2::SecurityGroupIngress", "Properties.CidrIpv6", "::/0"),
        tempted(
            "AWS::EC2::SecurityGroup",
            "Properties.SecurityGroupIngress",
            [{"CidrIp": ANYWHERE, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}],
        ),
    ),
    "NET-2": (
        demanded("AWS::EC2::SecurityGroupIngress", "Properties.IpProtocol", "-1", "udp"),
        demanded("AWS::EC2::SecurityGroupIngress", "Properties.ToPort", 65535),
    ),
    "NET-3": (
        tempted(
            "AWS::EC2::SecurityGroup",
            "Properties.SecurityGroupEgress",
            [{"CidrIp": ANYWHERE, "IpProtocol": "-1"}],
            [{"CidrIpv6": "::/0", "IpProtocol": "-1"}],
            [{"DestinationPrefixListId": "pl-63a5400a", "IpProtocol": "-1"}],
            [
                {
                    "DestinationPrefixListId": "pl-63a5400a",
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                }
            ],
        ),
        tempted("AWS::EC2::SecurityGroupEgress", "Properties.DestinationPrefixListId", "pl-1"),
        tempted("AWS::EC2::SecurityGroupEgress", "Properties.CidrIp", ANYWHERE),
        demanded("AWS::EC2::SecurityGroupEgress", "Properties.DestinationSecurityGroupId", "sg-1"),
    ),
    "NET-4": (
        tempted("AWS::EC2::Subnet", "Properties.MapPublicIpOnLaunch", True, "true"),
        tempted("AWS::EC2::Subnet", "Properties.AssignIpv6AddressOnCreation", True),
    ),
    "NET-5": (
        tempted(
            "AWS::ECS::Service",
            "Properties.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
            "ENABLED",
        ),
    ),
    "NET-6": tuple(
        added(each)
        for each in (
            "AWS::EC2::InternetGateway",
            "AWS::EC2::NatGateway",
            "AWS::EC2::EIP",
            "AWS::EC2::VPCPeeringConnection",
            "AWS::EC2::TransitGatewayAttachment",
            "AWS::EC2::EgressOnlyInternetGateway",
        )
    ),
    "NET-7": (
        added("AWS::EC2::Route", GatewayId="igw-1"),
        *(
            added("AWS::EC2::Route", **route)
            for route in (
                {"DestinationCidrBlock": "10.1.0.0/16", "VpcEndpointId": "vpce-1"},
                {"DestinationCidrBlock": "10.1.0.0/16", "VpcEndpointId": {"Ref": "Elsewhere"}},
                {"DestinationCidrBlock": ANYWHERE, "VpcEndpointId": S3_ENDPOINT},
                {"DestinationCidrBlock": "128.0.0.0/1", "VpcEndpointId": S3_ENDPOINT},
                {"DestinationIpv6CidrBlock": "::/0", "VpcEndpointId": S3_ENDPOINT},
                {"DestinationPrefixListId": "pl-1", "VpcEndpointId": S3_ENDPOINT},
            )
        ),
        added("AWS::EC2::Route", NatGatewayId={"Ref": "Elsewhere"}),
        added(
            "AWS::EC2::Route",
            GatewayId={"Fn::If": ["Production", "igw-1", {"Ref": "AWS::NoValue"}]},
        ),
    ),
    "NET-8": (
        demanded(
            "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties.Scheme", "internet-facing"
        ),
    ),
    "NET-9": (demanded("AWS::RDS::DBInstance", "Properties.PubliclyAccessible", True, "false"),),
    "NET-10": (
        demanded("AWS::RDS::DBInstance", "Properties.DBSubnetGroupName", "default"),
        demanded(
            "AWS::ElastiCache::ReplicationGroup", "Properties.CacheSubnetGroupName", "default"
        ),
        demanded("AWS::RDS::DBSubnetGroup", "Properties.SubnetIds.*", "subnet-1", ways=UNSEEN),
        demanded("AWS::EFS::MountTarget", "Properties.SubnetId", "subnet-1"),
    ),
    "NET-11": (
        demanded(
            "AWS::EC2::VPCEndpoint",
            "Properties.PolicyDocument",
            {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]},
        ),
        demanded(
            "AWS::EC2::VPCEndpoint",
            "Properties.PolicyDocument.Statement.*.Resource",
            "*",
            ways=(*NOT_THERE, "hidden by a condition", "imported", "looked up"),
            having=GATEWAY,
        ),
        demanded(
            "AWS::EC2::VPCEndpoint",
            "Properties.PolicyDocument.Statement.*.Action",
            "s3:*",
            "*",
        ),
        demanded(
            "AWS::EC2::VPCEndpoint",
            "Properties.PolicyDocument.Statement.*.Condition",
            {"StringLike": {"aws:PrincipalAccount": "*"}},
            having=INTERFACE,
        ),
        demanded(
            "AWS::EC2::VPCEndpoint",
            "Properties.PolicyDocument.Statement.*.Condition.StringEquals.aws:PrincipalAccount",
            "*",
            "111122223333",
            having=INTERFACE,
        ),
    ),
    "NET-12": tuple(
        demanded(each, f"Properties.{path}", [], ["sg-1"])
        for each, path in (
            ("AWS::ApiGatewayV2::VpcLink", "SecurityGroupIds"),
            ("AWS::ECS::Service", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
            ("AWS::EFS::MountTarget", "SecurityGroups"),
            ("AWS::ElastiCache::ReplicationGroup", "SecurityGroupIds"),
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
            ("AWS::RDS::DBInstance", "VPCSecurityGroups"),
        )
    ),
    "NET-13": (
        demanded("AWS::S3::Bucket", "Properties.PublicAccessBlockConfiguration"),
        *(
            demanded(
                "AWS::S3::Bucket",
                f"Properties.PublicAccessBlockConfiguration.{each}",
                False,
                "true",
            )
            for each in (
                "BlockPublicAcls",
                "BlockPublicPolicy",
                "IgnorePublicAcls",
                "RestrictPublicBuckets",
            )
        ),
    ),
    "NET-14": (
        demanded(
            "AWS::Events::Rule",
            "Properties.Targets",
            [
                {"Id": "queue", "Arn": {"Fn::GetAtt": ["IngestQueue95F6DB49", "Arn"]}},
                {"Id": "other", "Arn": {"Fn::Sub": "arn:${AWS::Partition}:events:x:y:event-bus/z"}},
            ],
            ways=(),
        ),
        demanded("AWS::Events::Rule", "Properties.Targets"),
        demanded("AWS::Events::Rule", "Properties.Targets.*.Arn", ELSEWHERE, LITERAL_KEY),
        demanded(
            "AWS::Events::Rule",
            "Properties.Targets.*.DeadLetterConfig.Arn",
            ELSEWHERE,
            ways=UNSEEN,
        ),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
