"""What exists in a region, asked of each service's own API."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import jmespath
from botocore.exceptions import ClientError

Client = Callable[[str], Any]
"""Makes a client of a service, in the region that is asked about."""

Inventory = Mapping[str, list[str]]
"""What identifies the resources of each type."""


class Listing(NamedTuple):
    """An operation that lists all resources of a type.

    Attributes:
        service: as boto3 names it.
        operation: likewise.
        found: where the identifiers are in its answer (JMESPath).
        arguments: of the operation.
    """

    service: str
    operation: str
    found: str
    arguments: Mapping[str, Any] = {}


class Parts(NamedTuple):
    """An operation that tells the resources that belong to each of another listing.

    Attributes:
        parents: lists what they belong to.
        operation: of the same service.
        parameter: of the operation, for what the parents' listing identifies.
        found: where the identifiers are in its answer, whose policy is parsed (JMESPath).
        arguments: further ones of the operation.
    """

    parents: Listing | Parts
    operation: str
    parameter: str
    found: str
    arguments: Mapping[str, Any] = {}

    @property
    def service(self) -> str:
        """The service of both."""
        return self.parents.service


_BUCKETS: Final = Listing("s3", "list_buckets", "Buckets[].Name")
_BALANCERS: Final = Listing("elbv2", "describe_load_balancers", "LoadBalancers[].LoadBalancerArn")
_LISTENERS: Final = Parts(
    _BALANCERS, "describe_listeners", "LoadBalancerArn", "Listeners[].ListenerArn"
)
_FUNCTIONS: Final = Listing("lambda", "list_functions", "Functions[].FunctionName")
_QUEUES: Final = Listing("sqs", "list_queues", "QueueUrls[]")
_REST_APIS: Final = Listing("apigateway", "get_rest_apis", "items[].id")
_TOPICS: Final = Listing("sns", "list_topics", "Topics[].TopicArn")
_CLUSTERS: Final = Listing("ecs", "list_clusters", "clusterArns[]")
_FILE_SYSTEMS: Final = Listing("efs", "describe_file_systems", "FileSystems[].FileSystemId")
_WEB_ACLS: Final = Listing("wafv2", "list_web_acls", "WebACLs[].ARN", {"Scope": "REGIONAL"})

# What AWS itself puts into every region and account is left out.
LISTINGS: Final[Mapping[str, Listing | Parts]] = {
    "AWS::ApiGateway::Account": Listing(
        "apigateway", "get_account", "[cloudwatchRoleArn][?@ && @ != '']"
    ),
    "AWS::ApiGateway::Authorizer": Parts(_REST_APIS, "get_authorizers", "restApiId", "items[].id"),
    "AWS::ApiGateway::Deployment": Parts(_REST_APIS, "get_deployments", "restApiId", "items[].id"),
    "AWS::ApiGateway::GatewayResponse": Parts(
        _REST_APIS,
        "get_gateway_responses",
        "restApiId",
        "items[?!defaultResponse].responseType",
    ),
    "AWS::ApiGateway::Method": Parts(
        _REST_APIS, "get_resources", "restApiId", "items[].resourceMethods[].keys(@)[]"
    ),
    "AWS::ApiGateway::RequestValidator": Parts(
        _REST_APIS, "get_request_validators", "restApiId", "items[].id"
    ),
    "AWS::ApiGateway::Resource": Parts(
        _REST_APIS, "get_resources", "restApiId", "items[?path != '/'].id"
    ),
    "AWS::ApiGateway::RestApi": _REST_APIS,
    "AWS::ApiGateway::Stage": Parts(_REST_APIS, "get_stages", "restApiId", "item[].stageName"),
    "AWS::CloudWatch::Alarm": Listing("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    "AWS::CloudWatch::Dashboard": Listing(
        "cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName"
    ),
    "AWS::EC2::FlowLog": Listing("ec2", "describe_flow_logs", "FlowLogs[].FlowLogId"),
    "AWS::EC2::RouteTable": Listing(
        "ec2", "describe_route_tables", "RouteTables[?!(Associations[?Main])].RouteTableId"
    ),
    "AWS::EC2::SecurityGroup": Listing(
        "ec2", "describe_security_groups", "SecurityGroups[?GroupName != 'default'].GroupId"
    ),
    "AWS::EC2::SecurityGroupEgress": Listing(
        "ec2",
        "describe_security_groups",
        "SecurityGroups[?GroupName != 'default'].IpPermissionsEgress[]"
        ".[UserIdGroupPairs, PrefixListIds][][].[GroupId || PrefixListId][]",
    ),
    "AWS::EC2::SecurityGroupIngress": Listing(
        "ec2",
        "describe_security_groups",
        "SecurityGroups[?GroupName != 'default'].IpPermissions[].UserIdGroupPairs[].GroupId",
    ),
    "AWS::EC2::Subnet": Listing("ec2", "describe_subnets", "Subnets[?!DefaultForAz].SubnetId"),
    "AWS::EC2::SubnetRouteTableAssociation": Listing(
        "ec2",
        "describe_route_tables",
        "RouteTables[].Associations[?!Main].RouteTableAssociationId[]",
    ),
    "AWS::EC2::VPC": Listing("ec2", "describe_vpcs", "Vpcs[?!IsDefault].VpcId"),
    "AWS::EC2::VPCEndpoint": Listing(
        "ec2", "describe_vpc_endpoints", "VpcEndpoints[].VpcEndpointId"
    ),
    "AWS::ECS::Cluster": _CLUSTERS,
    "AWS::ECS::Service": Parts(_CLUSTERS, "list_services", "cluster", "serviceArns[]"),
    "AWS::ECS::TaskDefinition": Listing("ecs", "list_task_definitions", "taskDefinitionArns[]"),
    "AWS::EFS::AccessPoint": Listing(
        "efs", "describe_access_points", "AccessPoints[].AccessPointId"
    ),
    "AWS::EFS::FileSystem": _FILE_SYSTEMS,
    "AWS::EFS::MountTarget": Parts(
        _FILE_SYSTEMS, "describe_mount_targets", "FileSystemId", "MountTargets[].MountTargetId"
    ),
    "AWS::ElastiCache::ParameterGroup": Listing(
        "elasticache",
        "describe_cache_parameter_groups",
        "CacheParameterGroups[?!starts_with(CacheParameterGroupName, 'default.')]"
        ".CacheParameterGroupName",
    ),
    "AWS::ElastiCache::ReplicationGroup": Listing(
        "elasticache", "describe_replication_groups", "ReplicationGroups[].ReplicationGroupId"
    ),
    "AWS::ElastiCache::SubnetGroup": Listing(
        "elasticache",
        "describe_cache_subnet_groups",
        "CacheSubnetGroups[?CacheSubnetGroupName != 'default'].CacheSubnetGroupName",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": _LISTENERS,
    "AWS::ElasticLoadBalancingV2::ListenerRule": Parts(
        _LISTENERS, "describe_rules", "ListenerArn", "Rules[?!IsDefault].RuleArn"
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _BALANCERS,
    "AWS::ElasticLoadBalancingV2::TargetGroup": Listing(
        "elbv2", "describe_target_groups", "TargetGroups[].TargetGroupArn"
    ),
    "AWS::Events::Rule": Listing("events", "list_rules", "Rules[].Name"),
    "AWS::IAM::Role": Listing(
        "iam", "list_roles", "Roles[?!starts_with(Path, '/aws-service-role/')].RoleName"
    ),
    "AWS::KMS::Alias": Listing(
        "kms", "list_aliases", "Aliases[?!starts_with(AliasName, 'alias/aws/')].AliasName"
    ),
    "AWS::KMS::Key": Listing("kms", "list_keys", "Keys[].KeyId"),
    "AWS::Lambda::Function": _FUNCTIONS,
    "AWS::Lambda::Permission": Parts(
        _FUNCTIONS, "get_policy", "FunctionName", "Policy.Statement[].Sid"
    ),
    "AWS::Logs::LogGroup": Listing("logs", "describe_log_groups", "logGroups[].logGroupName"),
    "AWS::Logs::ResourcePolicy": Listing(
        "logs", "describe_resource_policies", "resourcePolicies[].policyName"
    ),
    "AWS::RDS::DBInstance": Listing(
        "rds", "describe_db_instances", "DBInstances[].DBInstanceIdentifier"
    ),
    "AWS::RDS::DBParameterGroup": Listing(
        "rds",
        "describe_db_parameter_groups",
        "DBParameterGroups[?!starts_with(DBParameterGroupName, 'default.')].DBParameterGroupName",
    ),
    "AWS::RDS::DBSubnetGroup": Listing(
        "rds",
        "describe_db_subnet_groups",
        "DBSubnetGroups[?DBSubnetGroupName != 'default'].DBSubnetGroupName",
    ),
    "AWS::S3::Bucket": _BUCKETS,
    "AWS::S3::BucketPolicy": Parts(_BUCKETS, "get_bucket_policy", "Bucket", "[Policy.Version]"),
    "AWS::SNS::Topic": _TOPICS,
    "AWS::SQS::Queue": _QUEUES,
    "AWS::SQS::QueuePolicy": Parts(
        _QUEUES,
        "get_queue_attributes",
        "QueueUrl",
        "[Attributes.Policy] | [?@]",
        {"AttributeNames": ["Policy"]},
    ),
    "AWS::SecretsManager::Secret": Listing("secretsmanager", "list_secrets", "SecretList[].Name"),
    "AWS::SecretsManager::RotationSchedule": Listing(
        "secretsmanager", "list_secrets", "SecretList[?RotationEnabled].Name"
    ),
    "AWS::WAFv2::WebACL": _WEB_ACLS,
    "AWS::WAFv2::WebACLAssociation": Parts(
        _WEB_ACLS, "list_resources_for_web_acl", "WebACLArn", "ResourceArns[]"
    ),
}


def take_inventory(client: Client) -> Inventory:
    """All resources of the types that the AWS API can list.

    Args:
        client: makes clients.
    """
    return {
        name: sorted("/".join(path) for path in _paths(listing, client))
        for name, listing in LISTINGS.items()
    }


def added(before: Inventory, after: Inventory) -> Inventory:
    """What is there after and was not before, by type."""
    found = {name: _difference(after[name], before[name]) for name in after}
    return {name: new for name, new in found.items() if new}


def _difference(left: Iterable[str], right: Iterable[str]) -> list[str]:
    return sorted((Counter(left) - Counter(right)).elements())


def _paths(listing: Listing | Parts, client: Client) -> Iterator[tuple[str, ...]]:
    """The resources of a listing, each after what it belongs to."""
    call = getattr(client(listing.service), listing.operation)
    if isinstance(listing, Listing):
        yield from ((each,) for each in _search(listing.found, call(**listing.arguments)))
        return
    for parent in _paths(listing.parents, client):
        try:
            answer = call(**{listing.parameter: parent[-1]}, **listing.arguments)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
                raise
            continue
        if isinstance(answer.get("Policy"), str):
            answer["Policy"] = json.loads(answer["Policy"])
        yield from ((*parent, each) for each in _search(listing.found, answer))


def _search(expression: str, answer: Any) -> Iterator[str]:  # noqa: ANN401 - as boto3 gives it
    yield from (str(each) for each in jmespath.search(expression, answer) or ())
