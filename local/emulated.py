"""What the embedded AWS makes of each resource type, so that nobody reads more into it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How much of a resource there is."""

    CREATED = "created"
    RECORDED = "recorded only"
    ABSENT = "not emulated"


MEANINGS: Final[Mapping[Level, str]] = {
    Level.CREATED: "its service shows it, and it does its work here",
    Level.RECORDED: "its service shows it, and nothing acts on it",
    Level.ABSENT: "no service knows it; the stack's list of resources alone does",
}

RECORDED: Final[Mapping[str, str]] = {
    "AWS::ApiGateway::Account": "no execution logs are written",
    "AWS::CloudWatch::Alarm": "no metrics reach it; those with metric math are not emulated",
    "AWS::CloudWatch::Dashboard": "nothing draws it",
    "AWS::EC2::FlowLog": "there is no traffic in the network",
    "AWS::EC2::RouteTable": "there is no traffic in the network",
    "AWS::EC2::SecurityGroup": "there is no traffic in the network",
    "AWS::EC2::SecurityGroupEgress": "there is no traffic in the network",
    "AWS::EC2::SecurityGroupIngress": "there is no traffic in the network",
    "AWS::EC2::Subnet": "there is no traffic in the network",
    "AWS::EC2::SubnetRouteTableAssociation": "there is no traffic in the network",
    "AWS::EC2::VPC": "there is no traffic in the network",
    "AWS::EC2::VPCEndpoint": "there is no traffic in the network",
    "AWS::ECS::Cluster": "worker and API run as processes beside it",
    "AWS::ECS::Service": "worker and API run as processes beside it",
    "AWS::ECS::TaskDefinition": "its environment and commands are used, the image is not",
    "AWS::EFS::AccessPoint": "a directory takes its place",
    "AWS::EFS::FileSystem": "a directory takes its place",
    "AWS::EFS::MountTarget": "a directory takes its place",
    "AWS::ElastiCache::ParameterGroup": "Valkey runs with its own settings",
    "AWS::ElastiCache::ReplicationGroup": "Valkey takes its place: one node, no TLS",
    "AWS::ElastiCache::SubnetGroup": "there is no traffic in the network",
    "AWS::IAM::Role": "permissions are not enforced",
    "AWS::KMS::Alias": "nothing is encrypted",
    "AWS::KMS::Key": "nothing is encrypted",
    "AWS::Lambda::Permission": "permissions are not enforced",
    "AWS::Logs::LogGroup": "retention and key are not acted on",
    "AWS::Logs::ResourcePolicy": "permissions are not enforced",
    "AWS::RDS::DBInstance": "PostgreSQL takes its place: one, no TLS",
    "AWS::RDS::DBParameterGroup": "PostgreSQL runs with its own settings",
    "AWS::RDS::DBSubnetGroup": "there is no traffic in the network",
    "AWS::S3::BucketPolicy": "permissions are not enforced",
    "AWS::SNS::Topic": "no alarm is raised",
    "AWS::SNS::TopicPolicy": "permissions are not enforced",
    "AWS::SQS::QueuePolicy": "permissions are not enforced",
    "AWS::SecretsManager::RotationSchedule": "nobody keeps the time",
    "AWS::WAFv2::WebACL": "no request is looked at",
    "AWS::WAFv2::WebACLAssociation": "no request is looked at",
}
"""Types of which a service keeps the settings, and what is missing."""

ABSENT: Final[Mapping[str, str]] = {
    "AWS::ApiGatewayV2::VpcLink": "requests reach the load balancer without it",
    "AWS::ApplicationAutoScaling::ScalableTarget": "one process each",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "one process each",
    "AWS::WAFv2::LoggingConfiguration": "no request is looked at",
}
"""Types that no service knows, and what that means."""

CREATED: Final[Mapping[str, str]] = {
    "AWS::ApiGateway::Authorizer": "",
    "AWS::ApiGateway::Deployment": "",
    "AWS::ApiGateway::GatewayResponse": "",
    "AWS::ApiGateway::Method": "headers are not mapped: the key passes on, an error's are lost",
    "AWS::ApiGateway::RequestValidator": "",
    "AWS::ApiGateway::Resource": "",
    "AWS::ApiGateway::RestApi": "",
    "AWS::ApiGateway::Stage": "no access log, no throttling, no tracing",
    "AWS::ElasticLoadBalancingV2::Listener": "",
    "AWS::ElasticLoadBalancingV2::ListenerRule": "",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "no access log",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "",
    "AWS::Events::Rule": "no retries, no dead letters",
    "AWS::Lambda::Function": "on this machine's Python and Node.js, outside of any network",
    "AWS::S3::Bucket": "no encryption, lifecycle or access log",
    "AWS::SQS::Queue": "no encryption",
    "AWS::SecretsManager::Secret": "no encryption",
    "AWS::SecretsManager::SecretTargetAttachment": "",
    "Custom::S3AutoDeleteObjects": "",
}
"""Types that do their work, and what they lack; empty where nothing is known to."""

TYPES: Final[Mapping[Level, Mapping[str, str]]] = {
    Level.CREATED: CREATED,
    Level.RECORDED: RECORDED,
    Level.ABSENT: ABSENT,
}

UNLISTED: Final = (
    "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::SecretTargetAttachment",
    "Custom::S3AutoDeleteObjects",
)
"""Types that no operation lists: they are settings, or work that was done."""


class UnknownTypeError(Exception):
    """Nobody has looked at what the embedded AWS makes of a type; the message names it."""


def level(resource_type: str) -> Level:
    """How much there is of a type's resources.

    Raises:
        UnknownTypeError: it is in none of the tables.
    """
    for each, types in TYPES.items():
        if resource_type in types:
            return each
    raise UnknownTypeError(
        f"{resource_type}: expected in one of the tables of local/emulated.py. "
        "Look at what the embedded AWS makes of it, and enter it there."
    )


def remark(resource_type: str) -> str:
    """What is missing; empty where nothing is known to be.

    Raises:
        UnknownTypeError: it is in none of the tables.
    """
    return TYPES[level(resource_type)][resource_type]
