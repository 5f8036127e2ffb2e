"""The closed table of resource types: how each is named, tagged, encrypted, and deleted.

A type that is not in it fails synthesis, so that nobody adds a resource without deciding this.
The properties are those of the CloudFormation resource schemas; lengths are the services' own:
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html.

Left out on purpose:

- internet and NAT gateways, addresses: nothing routes to the internet (decision 8);
- IAM users, groups and managed policies: roles with inline policies suffice and go with them;
- function versions, aliases and layers: a function carries what it needs, and versions pile up;
- nested stacks and serverless applications: what they make can't be judged from the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from policies.template import ABSENT, Part, Resource, dig, is_intrinsic, is_nothing

NAME_TAG: Final = "Name"
"""Key of the tag that names what has no name property."""

LONGEST_REGION: Final = "us-isof-south-1"
"""The longest name of a region, which names that carry the region must leave room for."""


class Namespace(Enum):
    """Where a name must be unique."""

    REGION = "region"
    ACCOUNT = "account"
    WORLD = "world"

    @property
    def scope(self) -> tuple[str, ...]:
        """What must stand before the name's suffix."""
        return _SCOPES[self]


_SCOPES: Final[Mapping[Namespace, tuple[str, ...]]] = {
    Namespace.REGION: (),
    Namespace.ACCOUNT: ("${AWS::Region}",),
    Namespace.WORLD: ("${AWS::AccountId}", "${AWS::Region}"),
}


class TagFormat(StrEnum):
    """The shape of a tag property."""

    LIST = "list"
    """A list of objects with `Key` and `Value`."""
    MAP = "map"
    """An object of values by key."""


@dataclass(frozen=True)
class Name:
    """How a type is named.

    Attributes:
        property: property that holds the name; empty where the tag `Name` does.
        prefix: first part of the name, the `{resource-type}` of the convention.
        maximum_length: most characters of the whole name.
        namespace: where it must be unique.
        service_forms: names that a service gives: `{name}` in them is by the convention, of
            whatever type, and `{reference}` refers to a resource of the template.
    """

    property: str
    prefix: str
    maximum_length: int
    namespace: Namespace = Namespace.REGION
    service_forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unnamed:
    """Why a type has no name of ours."""

    reason: str


@dataclass(frozen=True)
class Tags:
    """How a type is tagged."""

    property: str
    format: TagFormat


@dataclass(frozen=True)
class ResourceType:
    """One row of the table.

    Attributes:
        type: CloudFormation type.
        name: how it is named, or why it is not.
        tags: how it is tagged; `None` where it takes no tags.
        key: dotted path of the property that names the KMS key; empty where there is none.
        holds_data: whether deletion must be stated, since the type keeps data or CloudFormation
            would keep a snapshot.
        deletion: what deletion must clear or can't, with the id of the policy that judges it.
    """

    type: str
    name: Name | Unnamed
    tags: Tags | None = None
    key: str = ""
    holds_data: bool = False
    deletion: str = ""

    def name_in(self, resource: Resource) -> Part | None:
        """The name of a resource of this type and where it stands; `None` for unnamed types."""
        if isinstance(self.name, Unnamed):
            return None
        if self.name.property:
            return Part(self.name.property, resource.get(self.name.property))
        return Part(self.tag_path(NAME_TAG), self.tags_in(resource).get(NAME_TAG, ABSENT))

    def tag_path(self, key: str) -> str:
        """How findings call a tag, as `Tags.Name`, whatever the format."""
        return f"{self.tags.property if self.tags else ''}.{key}"

    def tags_in(self, resource: Resource) -> dict[str, object]:
        """The tags of a resource of this type; a key that is there repeatedly has no one value.

        What only a deployment decides is no tag.
        """
        found: dict[str, object] = {}
        if self.tags is None:
            return found
        tags = resource.get(self.tags.property)
        if self.tags.format is TagFormat.MAP:
            if isinstance(tags, Mapping) and not is_intrinsic(tags):
                found = {key: value for key, value in tags.items() if not is_nothing(value)}
            return found
        for tag in tags if isinstance(tags, list) else ():
            key, value = dig(tag, "Key"), dig(tag, "Value")
            if isinstance(key, str):
                found[key] = [found[key], value] if key in found else value
        return found


_LIST: Final = Tags("Tags", TagFormat.LIST)
_MAP: Final = Tags("Tags", TagFormat.MAP)

_LOG_GROUP_FORMS: Final = (
    "/aws/lambda/{name}",
    "/aws/rds/instance/{name}/iam-db-auth-error",
    "/aws/rds/instance/{name}/postgresql",
    "/aws/rds/instance/{name}/upgrade",
    "/aws/ecs/containerinsights/{name}/performance",
    "API-Gateway-Execution-Logs_{reference}/{name}",
    "/aws/apigateway/welcome",
    "aws-waf-logs-{name}",
)
"""Log groups whose names the writing service fixes.

API Gateway writes its welcome when an account's role is set, so there is one for each account and
region, without room for a suffix; the stack that owns the role owns it.
"""

_TABLE: Final = (
    # AWS::ApiGateway, AWS::ApiGatewayV2
    ResourceType(
        "AWS::ApiGateway::Account",
        Unnamed("There is one for each account and region."),
        deletion="API Gateway goes on naming the deleted role; the setting apiGatewayAccount "
        "says which stack owns it. Its welcome log group (DESTROY-7).",
    ),
    ResourceType("AWS::ApiGateway::ApiKey", Name("Name", "api-key", 1024), _LIST),
    ResourceType("AWS::ApiGateway::Authorizer", Name("Name", "authorizer", 128)),
    ResourceType("AWS::ApiGateway::Deployment", Unnamed("It is a moment of its API.")),
    ResourceType("AWS::ApiGateway::GatewayResponse", Unnamed("Its response type names it.")),
    ResourceType("AWS::ApiGateway::Method", Unnamed("Its path and verb name it.")),
    ResourceType(
        "AWS::ApiGateway::Model",
        Unnamed("Its name takes letters and digits only, and belongs to its API."),
    ),
    ResourceType("AWS::ApiGateway::RequestValidator", Name("Name", "request-validator", 128)),
    ResourceType("AWS::ApiGateway::Resource", Unnamed("Its part of the path names it.")),
    ResourceType("AWS::ApiGateway::RestApi", Name("Name", "rest-api", 1024), _LIST),
    ResourceType(
        "AWS::ApiGateway::Stage",
        Name("StageName", "stage", 128),
        _LIST,
        deletion="Its execution log group, which a late write makes anew (DESTROY-7).",
    ),
    ResourceType("AWS::ApiGateway::UsagePlan", Name("UsagePlanName", "usage-plan", 1024), _LIST),
    ResourceType("AWS::ApiGateway::UsagePlanKey", Unnamed("It joins a plan and a key.")),
    ResourceType("AWS::ApiGatewayV2::VpcLink", Name("Name", "vpc-link", 128), _MAP),
    # AWS::ApplicationAutoScaling
    ResourceType(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        Unnamed("The service that it scales names it."),
        _LIST,
    ),
    ResourceType(
        "AWS::ApplicationAutoScaling::ScalingPolicy", Name("PolicyName", "scaling-policy", 256)
    ),
    # AWS::CDK, Custom
    ResourceType("AWS::CDK::Metadata", Unnamed("It makes nothing.")),
    ResourceType("Custom::S3AutoDeleteObjects", Unnamed("It makes nothing; it empties a bucket.")),
    # AWS::CloudWatch
    ResourceType("AWS::CloudWatch::Alarm", Name("AlarmName", "alarm", 255), _LIST),
    ResourceType(
        "AWS::CloudWatch::CompositeAlarm", Name("AlarmName", "composite-alarm", 255), _LIST
    ),
    ResourceType(
        "AWS::CloudWatch::Dashboard",
        Name("DashboardName", "dashboard", 255, Namespace.ACCOUNT),
        _LIST,
    ),
    # AWS::EC2
    ResourceType("AWS::EC2::FlowLog", Name("", "flow-log", 256), _LIST),
    ResourceType("AWS::EC2::NetworkAcl", Name("", "network-acl", 256), _LIST),
    ResourceType("AWS::EC2::NetworkAclEntry", Unnamed("Its list and number name it.")),
    ResourceType("AWS::EC2::Route", Unnamed("Its table and destination name it.")),
    ResourceType("AWS::EC2::RouteTable", Name("", "route-table", 256), _LIST),
    ResourceType("AWS::EC2::SecurityGroup", Name("GroupName", "security-group", 255), _LIST),
    ResourceType("AWS::EC2::SecurityGroupEgress", Unnamed("It is a rule of its group.")),
    ResourceType("AWS::EC2::SecurityGroupIngress", Unnamed("It is a rule of its group.")),
    ResourceType("AWS::EC2::Subnet", Name("", "subnet", 256), _LIST),
    ResourceType("AWS::EC2::SubnetNetworkAclAssociation", Unnamed("It joins a subnet and a list.")),
    ResourceType(
        "AWS::EC2::SubnetRouteTableAssociation", Unnamed("It joins a subnet and a route table.")
    ),
    ResourceType("AWS::EC2::VPC", Name("", "vpc", 256), _LIST),
    ResourceType("AWS::EC2::VPCEndpoint", Name("", "endpoint", 256), _LIST),
    # AWS::ECR, AWS::ECS
    ResourceType(
        "AWS::ECR::Repository",
        Name("RepositoryName", "repository", 256),
        _LIST,
        key="EncryptionConfiguration.KmsKey",
        holds_data=True,
        deletion="Its images (DESTROY-8).",
    ),
    ResourceType(
        "AWS::ECS::Cluster",
        Name("ClusterName", "cluster", 255),
        _LIST,
        key="Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId",
        deletion="Its Container Insights log group, which a late write makes anew (DESTROY-7).",
    ),
    ResourceType(
        "AWS::ECS::ClusterCapacityProviderAssociations",
        Unnamed("It joins a cluster and its capacity."),
    ),
    ResourceType("AWS::ECS::Service", Name("ServiceName", "service", 255), _LIST),
    ResourceType(
        "AWS::ECS::TaskDefinition",
        Name("Family", "task-definition", 255),
        _LIST,
        deletion="ECS goes on listing its revisions as inactive; they cost nothing.",
    ),
    # AWS::EFS
    ResourceType(
        "AWS::EFS::AccessPoint",
        Name("", "access-point", 256),
        Tags("AccessPointTags", TagFormat.LIST),
    ),
    ResourceType(
        "AWS::EFS::FileSystem",
        Name("", "file-system", 256),
        Tags("FileSystemTags", TagFormat.LIST),
        key="KmsKeyId",
        holds_data=True,
        deletion="Its automatic backups, which outlive it (DESTROY-5).",
    ),
    ResourceType("AWS::EFS::MountTarget", Unnamed("It joins a file system and a subnet.")),
    # AWS::ElastiCache
    ResourceType(
        "AWS::ElastiCache::ParameterGroup",
        Name("", "cache-parameter-group", 256),
        _LIST,
    ),
    ResourceType(
        "AWS::ElastiCache::ReplicationGroup",
        Name("ReplicationGroupId", "cache", 40),
        _LIST,
        key="KmsKeyId",
        holds_data=True,
        deletion="Snapshots (DESTROY-10).",
    ),
    ResourceType(
        "AWS::ElastiCache::SubnetGroup",
        Name("CacheSubnetGroupName", "cache-subnet-group", 255),
        _LIST,
    ),
    # AWS::ElasticLoadBalancingV2
    ResourceType(
        "AWS::ElasticLoadBalancingV2::Listener",
        Unnamed("Its load balancer and port name it."),
        _LIST,
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        Unnamed("Its listener and priority name it."),
        _LIST,
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", Name("Name", "load-balancer", 32), _LIST
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::TargetGroup", Name("Name", "target-group", 32), _LIST
    ),
    # AWS::Events
    ResourceType("AWS::Events::Rule", Name("Name", "rule", 64), _LIST),
    # AWS::IAM
    ResourceType("AWS::IAM::Policy", Name("PolicyName", "policy", 128)),
    ResourceType("AWS::IAM::Role", Name("RoleName", "role", 64, Namespace.ACCOUNT), _LIST),
    # AWS::KMS
    ResourceType("AWS::KMS::Alias", Name("AliasName", "alias/key", 256)),
    ResourceType(
        "AWS::KMS::Key",
        Unnamed("Its alias names it."),
        _LIST,
        holds_data=True,
        deletion="KMS keeps it for a waiting period (DESTROY-6).",
    ),
    # AWS::Lambda
    ResourceType(
        "AWS::Lambda::Function",
        Name("FunctionName", "function", 64),
        _LIST,
        key="KmsKeyArn",
        deletion="Its log group, which a late write makes anew (DESTROY-7).",
    ),
    ResourceType("AWS::Lambda::Permission", Unnamed("It is a statement of its function.")),
    # AWS::Logs
    ResourceType(
        "AWS::Logs::LogGroup",
        Name("LogGroupName", "log-group", 512, service_forms=_LOG_GROUP_FORMS),
        _LIST,
        key="KmsKeyId",
        holds_data=True,
        deletion="A late write makes it anew, so what writes to it goes first.",
    ),
    ResourceType("AWS::Logs::MetricFilter", Name("FilterName", "metric-filter", 512)),
    ResourceType("AWS::Logs::QueryDefinition", Name("Name", "query", 255)),
    ResourceType("AWS::Logs::ResourcePolicy", Name("PolicyName", "log-resource-policy", 255)),
    # AWS::RDS
    ResourceType(
        "AWS::RDS::DBInstance",
        Name("DBInstanceIdentifier", "database", 63),
        _LIST,
        key="KmsKeyId",
        holds_data=True,
        deletion="A final snapshot (DESTROY-1), automated backups (DESTROY-4), the log groups of "
        "its exports (DESTROY-7), and that of Enhanced Monitoring (DESTROY-9).",
    ),
    ResourceType(
        "AWS::RDS::DBParameterGroup",
        Name("DBParameterGroupName", "database-parameter-group", 255),
        _LIST,
    ),
    ResourceType(
        "AWS::RDS::DBSubnetGroup", Name("DBSubnetGroupName", "database-subnet-group", 255), _LIST
    ),
    # AWS::S3
    ResourceType(
        "AWS::S3::Bucket",
        Name("BucketName", "bucket", 63, Namespace.WORLD),
        _LIST,
        key="BucketEncryption.ServerSideEncryptionConfiguration.0."
        "ServerSideEncryptionByDefault.KMSMasterKeyID",
        holds_data=True,
        deletion="Its objects in all their versions, or it stays (DESTROY-3).",
    ),
    ResourceType("AWS::S3::BucketPolicy", Unnamed("It belongs to its bucket.")),
    # AWS::SecretsManager
    ResourceType("AWS::SecretsManager::ResourcePolicy", Unnamed("It belongs to its secret.")),
    ResourceType("AWS::SecretsManager::RotationSchedule", Unnamed("It belongs to its secret.")),
    ResourceType(
        "AWS::SecretsManager::Secret",
        Name("Name", "secret", 512),
        _LIST,
        key="KmsKeyId",
        holds_data=True,
        deletion="CloudFormation deletes it without a recovery window.",
    ),
    ResourceType(
        "AWS::SecretsManager::SecretTargetAttachment",
        Unnamed("It joins a secret and a database."),
    ),
    # AWS::SNS
    ResourceType("AWS::SNS::Subscription", Unnamed("Its topic and endpoint name it.")),
    ResourceType("AWS::SNS::Topic", Name("TopicName", "topic", 256), _LIST, key="KmsMasterKeyId"),
    ResourceType("AWS::SNS::TopicPolicy", Unnamed("It belongs to its topics.")),
    # AWS::SQS
    ResourceType(
        "AWS::SQS::Queue",
        Name("QueueName", "queue", 80),
        _LIST,
        key="KmsMasterKeyId",
        holds_data=True,
    ),
    ResourceType("AWS::SQS::QueuePolicy", Unnamed("It belongs to its queues.")),
    # AWS::WAFv2
    ResourceType("AWS::WAFv2::LoggingConfiguration", Unnamed("It belongs to its web ACL.")),
    ResourceType("AWS::WAFv2::WebACL", Name("Name", "web-acl", 128), _LIST),
    ResourceType(
        "AWS::WAFv2::WebACLAssociation", Unnamed("It joins a web ACL and what it protects.")
    ),
)

RESOURCE_TYPES: Final[Mapping[str, ResourceType]] = {row.type: row for row in _TABLE}
"""The table, by CloudFormation type."""

NAMED_TYPES: Final = tuple(row.type for row in _TABLE if isinstance(row.name, Name))
"""The types that have a name."""
