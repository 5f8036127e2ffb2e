"""What each policy guards in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policies.resource_types import RESOURCE_TYPES, Name, ResourceType, TagFormat
from tests.mutants.mutation import (
    GONE,
    NOT_THERE,
    UNSEEN,
    WAYS,
    Document,
    Mutant,
    Mutation,
    added,
    demanded,
    edited,
    of_type,
    planted,
    removed,
    replaced,
    ruled,
    tempted,
    whole,
)

CONTAINERS: Final = "Properties.ContainerDefinitions.*"
GATEWAY: Final = "Properties.RouteTableIds"
"""What a gateway endpoint has, and an interface endpoint has not."""

STATEMENTS: Final = "Properties.Policies.*.PolicyDocument.Statement.*"
ROWS: Final = tuple(RESOURCE_TYPES.values())
TAGGED: Final = tuple(row for row in ROWS if row.tags)
ANYWHERE: Final = "0.0.0.0/0"
ELSEWHERE: Final = {"Fn::GetAtt": ["Elsewhere", "Arn"]}
LITERAL_KEY: Final = "arn:aws:kms:ap-northeast-1:111122223333:key/mine"
CREDENTIAL: Final = "AKIAIOSFODNN7EXAMPLE"


def attribute(name: str) -> str:
    """Path of a load balancer's attribute."""
    return f"Properties.LoadBalancerAttributes.[{name}].Value"


def name_path(row: ResourceType) -> str:
    """Path of the name of a resource."""
    if isinstance(row.name, Name) and row.name.property:
        return f"Properties.{row.name.property}"
    return tag_path(row, "Name")


def tags_path(row: ResourceType) -> str:
    """Path of the tags of a resource."""
    return f"Properties.{row.tags.property}" if row.tags else ""


def tag_path(row: ResourceType, key: str) -> str:
    """Path of the value of a tag."""
    is_map = row.tags is not None and row.tags.format is TagFormat.MAP
    return f"{tags_path(row)}.{key}" if is_map else f"{tags_path(row)}.[{key}].Value"


def named(*wrong: str, ways: tuple[str, ...] = (), wide: bool = False) -> Mutation:
    """The names of all types, broken; `{prefix}` in a wrong name is the type's."""
    return whole(
        *(
            demanded(
                row.type,
                name_path(row),
                *(each.replace("{prefix}", row.name.prefix) for each in wrong),
                ways=ways,
            )
            for row in ROWS
            if isinstance(row.name, Name) and (not wide or row.name.namespace.scope)
        )
    )


def too_long(document: Document) -> Iterator[Mutant]:
    """Each name by the convention, one character longer than its service allows."""
    for row in ROWS:
        if isinstance(row.name, Name):
            end = "".join(f"-{part}" for part in ("x" * row.name.maximum_length, "dev"))
            yield from demanded(row.type, name_path(row), f"{row.name.prefix}{end}", ways=())(
                document
            )


def same_names(document: Document) -> Iterator[Mutant]:
    """Of each type, the second resource with the name of the first."""
    for row in ROWS:
        if not isinstance(row.name, Name) or not row.name.property:
            continue
        first, *others = (*of_type(document, row.type), None)
        for other in others[:-1]:
            resource = document["Resources"][first]
            given = resource["Properties"].get(row.name.property)
            if given is not None:
                place = ("Resources", str(other), "Properties", row.name.property)
                yield Mutant(f"{other} named as {first}", replaced(document, place, given))


def _drawn(*before: object) -> dict[str, Any]:
    secret = {"Ref": "DatabaseSecret3B817195"}
    return {"Fn::Join": ["", [*before, ":secretsmanager:", secret, ":SecretString:password::}}"]]}


DRAWN: Final = (
    "{{resolve:ssm:password}}",
    {"Fn::Sub": "{{resolve:secretsmanager:${DatabaseSecret3B817195}}}"},
    {"Fn::Sub": ["${a}resolve:ssm:x}}", {"a": "{{"}]},
    {"Fn::Sub": ["${a}${a}resolve:ssm:x}}", {"a": {"Fn::Select": [0, ["{"]]}}]},
    _drawn("{{resolve"),
    _drawn("{{", "resolve"),
    _drawn({"Fn::If": ["Production", "{{", "{{"]}, "resolve"),
    _drawn({"Fn::Select": [0, ["{{re"]]}, "solve"),
    _drawn({"Fn::Select": [0, {"Fn::Split": ["|", "{{|x"]}]}, "resolve"),
    {"Fn::Join": ["{", ["", {"Fn::If": ["Production", "", ""]}, "resolve:ssm:x}}"]]},
)
"""A secret drawn into a text, whole and in pieces."""


def allowing(**changes: object) -> dict[str, Any]:
    """A role that may do one thing, and is otherwise as ours are."""
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ELSEWHERE} | changes
    statement = {key: value for key, value in statement.items() if value is not GONE}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Fn::Sub": "role-planted-${AWS::Region}-dev"},
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "Policies": [
                {
                    "PolicyName": "planted",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                }
            ],
        },
    }


def role(**changes: object) -> Mutation:
    """A role with such a permission, put in."""

    def mutants(document: Document) -> Iterator[Mutant]:
        mutated = replaced(document, ("Resources", "Planted"), allowing(**changes))
        yield Mutant(f"a role may {changes}", mutated)

    return mutants


def let_past(document: Document) -> Iterator[Mutant]:
    """Each firewall with a rule before its others that allows, or counts."""
    for logical_id in of_type(document, "AWS::WAFv2::WebACL"):
        place = ("Resources", logical_id, "Properties", "Rules")
        first, *others = document["Resources"][logical_id]["Properties"]["Rules"]
        for action in ("Allow", "Count"):
            rule = first | {"Name": "open", "Priority": -1, "Action": {action: {}}}
            mutated = replaced(document, place, [rule, first, *others])
            yield Mutant(f"{logical_id}: a rule before that does {action}", mutated)


OF_THIS_ACCOUNT: Final = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

BOOTSTRAP: Final = {"Ref": "BootstrapVersion"}

ANYONE: Final = (
    "*",
    {"AWS": ["*"]},
    *(
        {"AWS": each}
        for each in (
            {"Fn::Sub": "*"},
            {"Fn::Join": ["", ["*"]]},
            {"Fn::Select": [0, ["*"]]},
            {"Fn::Split": [",", "*"]},
            {"Fn::FindInMap": ["Map", "Key", "Value"]},
            {"Fn::If": ["Production", "*", "*"]},
            {"Fn::ImportValue": "elsewhere"},
            BOOTSTRAP,
        )
    ),
    {"CanonicalUser": "*"},
    {"Federated": "*"},
    {"Service": {"Fn::Sub": "*"}},
)
"""Principals that are anyone, or may be."""


def admitting(principal: object) -> dict[str, Any]:
    """A statement that lets a principal in."""
    return {"Effect": "Allow", "Principal": principal, "Action": "x:Y", "Resource": "*"}


def texts(*wrong: str) -> tuple[Mutation, ...]:
    """A text that must not be anywhere, as it is and within functions."""
    within: tuple[object, ...] = (
        *wrong,
        {"Fn::Sub": wrong[0]},
        {"Fn::Join": ["", [wrong[0], {"Ref": "AWS::StackName"}]]},
        {"Fn::If": ["Production", wrong[0], "else"]},
        {"Fn::If": ["Production", "else", {"Fn::Select": [0, [wrong[0]]]}]},
    )
    return (
        tempted("AWS::Lambda::Function", "Properties.Description", *within, hidden=False),
        tempted(
            "AWS::Lambda::Function", "Properties.Environment.Variables.X", *within, hidden=False
        ),
        tempted("AWS::EC2::Subnet", "Properties.AvailabilityZone", *within, hidden=False),
        tempted("AWS::IAM::Role", "Properties.Tags.0.Value", *within, hidden=False),
    )


REPOSITORY: Final = {
    "Type": "AWS::ECR::Repository",
    "Properties": {
        "RepositoryName": "repository-planted-dev",
        "EmptyOnDelete": True,
        "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": {"Ref": "Key961B73FD"}},
    },
}
"""The stack has none: its image is an asset of the bootstrap."""

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "TEMPLATE-1": (
        edited("Resources: empty", "Resources", {}),
        edited("Resources: absent", "Resources", GONE),
    ),
    "TEMPLATE-2": (
        added("AWS::New::Thing"),
        added("AWS::CloudFormation::Stack"),
        added("Custom::Anything"),
        added("AWS::S3::bucket"),
        added("AWS::IAM::User"),
    ),
    "TEMPLATE-3": (
        ruled(suffix=""),
        ruled(suffix="Prod!"),
        ruled(suffix="a-suffix-too-long"),
        ruled(region="tokyo"),
        ruled(tags={"": "x"}),
        ruled(tags={"aws:x": "x"}),
        ruled(tags={"Project": ""}),
        ruled(backup_retention_days=-1),
        ruled(backup_retention_days=36),
    ),
    "TEMPLATE-4": (
        edited("a transform", "Transform", "AWS::Serverless-2016-10-31"),
        edited("a list of transforms", "Transform", ["AWS::LanguageExtensions"]),
        tempted(
            "AWS::SQS::Queue",
            "Properties.VisibilityTimeout",
            {"Fn::Transform": {"Name": "Mine"}},
            hidden=False,
        ),
    ),
    "TEMPLATE-5": (tempted("*", "Condition", "Production", hidden=False),),
    "TEMPLATE-6": (
        edited("a parameter", "Parameters.Size", {"Type": "Number", "Default": 1}),
        edited("a looked-up parameter", "Parameters.Key", {"Type": "AWS::SSM::Parameter::Name"}),
        edited("another type", "Parameters.BootstrapVersion.Type", "String"),
        edited("a default of our own", "Parameters.BootstrapVersion.Default", "*"),
        edited("no default", "Parameters.BootstrapVersion.Default", GONE),
        edited("given in an output", "Outputs.X", {"Value": {"Ref": "BootstrapVersion"}}),
        edited("asked by a condition", "Conditions.X", {"Fn::Equals": [BOOTSTRAP, "1"]}),
        role(Resource=BOOTSTRAP),
        role(Resource={"Fn::Sub": "${BootstrapVersion}/*"}),
        role(Resource={"Fn::Select": [0, [BOOTSTRAP]]}),
    ),
    "NAME-1": (named(ways=(*NOT_THERE, "hidden by a condition", "imported", "looked up")),),
    "NAME-2": (named("Mine", "{prefix}-dev2", "{prefix}-Mine-dev", ways=("left to a parameter",)),),
    "NAME-3": (too_long,),
    "NAME-4": (named("{prefix}-mine-dev", wide=True),),
    "NAME-5": (same_names,),
    "TAG-1": (
        whole(*(demanded(row.type, tag_path(row, "Owner"), "somebody else", "") for row in TAGGED)),
        whole(*(demanded(row.type, tags_path(row)) for row in TAGGED)),
    ),
    "TAG-2": (demanded("AWS::ECS::Service", "Properties.PropagateTags", "NONE"),),
    "DESTROY-1": tuple(
        mutation
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy")
        for mutation in (
            whole(
                *(
                    demanded(row.type, attribute, ways=("absent", "null"))
                    for row in ROWS
                    if row.holds_data
                )
            ),
            tempted("*", attribute, "Retain", "Snapshot", "RetainExceptOnCreate"),
        )
    ),
    "DESTROY-2": (
        tempted("AWS::RDS::DBInstance", "Properties.DeletionProtection", True, "true"),
        tempted("AWS::WAFv2::WebACL", "Properties.DeletionProtection", True),
        tempted("AWS::S3::Bucket", "Properties.ObjectLockEnabled", True),
        demanded(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            attribute("deletion_protection.enabled"),
            "true",
            True,
        ),
    ),
    "DESTROY-3": (
        removed("Custom::S3AutoDeleteObjects"),
        removed("AWS::S3::BucketPolicy"),
        demanded("Custom::S3AutoDeleteObjects", "Properties.BucketName"),
        demanded("Custom::S3AutoDeleteObjects", "DependsOn", ways=("absent",)),
        demanded("AWS::S3::Bucket", "Properties.Tags.[aws-cdk:auto-delete-objects].Value", "false"),
        demanded(
            "AWS::S3::BucketPolicy", "Properties.PolicyDocument.Statement.2", ways=("absent",)
        ),
    ),
    "DESTROY-4": (
        tempted("AWS::RDS::DBInstance", "Properties.DeleteAutomatedBackups", False, "true"),
        tempted(
            "AWS::RDS::DBInstance",
            "Properties.AutomaticBackupReplicationRegion",
            {"Ref": "AWS::Region"},
        ),
    ),
    "DESTROY-5": (
        tempted("AWS::EFS::FileSystem", "Properties.BackupPolicy", {"Status": "ENABLED"}),
        tempted(
            "AWS::EFS::FileSystem",
            "Properties.ReplicationConfiguration",
            {"ReplicationDestinations": []},
        ),
    ),
    "DESTROY-6": (demanded("AWS::KMS::Key", "Properties.PendingWindowInDays", 8, 30, "7"),),
    "DESTROY-7": tuple(
        demanded(each, "DependsOn", ways=("absent",))
        for each in (
            "AWS::ApiGateway::Stage",
            "AWS::ECS::Cluster",
            "AWS::RDS::DBInstance",
        )
    ),
    "DESTROY-8": (
        planted(REPOSITORY, demanded("AWS::ECR::Repository", "Properties.EmptyOnDelete", False)),
    ),
    "DESTROY-9": (tempted("AWS::RDS::DBInstance", "Properties.MonitoringInterval", 60, 1, "60"),),
    "DESTROY-10": tuple(
        tempted("AWS::ElastiCache::ReplicationGroup", f"Properties.{name}", *wrong)
        for name, wrong in (
            ("SnapshotRetentionLimit", (3, 1, "0")),
            ("SnapshotWindow", ("05:00-09:00",)),
            ("FinalSnapshotIdentifier", ("last",)),
        )
    ),
    "DESTROY-11": (
        tempted("AWS::S3::Bucket", "Properties.ReplicationConfiguration", {"Rules": []}),
        tempted("AWS::SecretsManager::Secret", "Properties.ReplicaRegions", [{"Region": "x"}]),
    ),
    "REGION-1": texts("in us-east-1", "s3.eu-west-1.amazonaws.com"),
    "REGION-2": texts("ap-northeast-1a", "in use1-az1"),
    "REGION-3": texts("of 111122223333", "arn:${AWS::Partition}:iam::111122223333:root"),
    "REGION-4": texts("arn:aws:sqs:::queue", "arn:aws-cn:iam:::role/x"),
    "KMS-1": (
        demanded("AWS::RDS::DBInstance", "Properties.StorageEncrypted", False, "true"),
        demanded("AWS::RDS::DBInstance", "Properties.KmsKeyId", LITERAL_KEY, ELSEWHERE),
    ),
    "KMS-2": (
        demanded(
            "AWS::RDS::DBInstance", "Properties.PerformanceInsightsKMSKeyId", LITERAL_KEY, ELSEWHERE
        ),
    ),
    "KMS-3": (
        demanded("AWS::EFS::FileSystem", "Properties.Encrypted", False, "true"),
        demanded("AWS::EFS::FileSystem", "Properties.KmsKeyId", LITERAL_KEY, ELSEWHERE),
    ),
    "KMS-4": (
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.AtRestEncryptionEnabled", False),
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.KmsKeyId", LITERAL_KEY),
    ),
    "KMS-5": (
        demanded(
            "AWS::ElastiCache::ReplicationGroup", "Properties.TransitEncryptionEnabled", False
        ),
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.AuthToken", ways=NOT_THERE),
        tempted(
            "AWS::ElastiCache::ReplicationGroup", "Properties.TransitEncryptionMode", "preferred"
        ),
    ),
    "KMS-6": (
        demanded("AWS::S3::Bucket", "Properties.BucketEncryption"),
        *(
            demanded(
                "AWS::S3::Bucket",
                "Properties.BucketEncryption.ServerSideEncryptionConfiguration.*."
                f"ServerSideEncryptionByDefault.{each}",
                *wrong,
            )
            for each, wrong in (
                ("SSEAlgorithm", ("aws:kms:dsse", "none")),
                ("KMSMasterKeyID", (LITERAL_KEY, ELSEWHERE)),
            )
        ),
    ),
    "KMS-7": (demanded("AWS::SQS::Queue", "Properties.KmsMasterKeyId", "alias/aws/sqs"),),
    "KMS-8": (demanded("AWS::SNS::Topic", "Properties.KmsMasterKeyId", "alias/aws/sns"),),
    "KMS-9": (demanded("AWS::SecretsManager::Secret", "Properties.KmsKeyId", LITERAL_KEY),),
    "KMS-10": (demanded("AWS::Logs::LogGroup", "Properties.KmsKeyId", LITERAL_KEY, ELSEWHERE),),
    "KMS-11": (
        planted(
            REPOSITORY,
            demanded("AWS::ECR::Repository", "Properties.EncryptionConfiguration"),
            demanded(
                "AWS::ECR::Repository",
                "Properties.EncryptionConfiguration.EncryptionType",
                "AES256",
            ),
            demanded(
                "AWS::ECR::Repository", "Properties.EncryptionConfiguration.KmsKey", LITERAL_KEY
            ),
        ),
    ),
    "KMS-12": (
        demanded(
            "AWS::Lambda::Function",
            "Properties.KmsKeyArn",
            LITERAL_KEY,
            having="Properties.Environment",
        ),
    ),
    "KMS-13": (tempted("AWS::ApiGateway::Stage", "Properties.CacheClusterEnabled", True, "true"),),
    "KMS-14": (
        demanded("AWS::KMS::Key", "Properties.EnableKeyRotation", False, "true"),
        tempted("AWS::KMS::Key", "Properties.Enabled", False),
        tempted("AWS::KMS::Key", "Properties.KeySpec", "RSA_2048"),
    ),
    "KMS-15": (
        demanded("AWS::KMS::Key", "Properties.KeyPolicy"),
        demanded(
            "AWS::KMS::Key",
            "Properties.KeyPolicy.Statement.0.Principal",
            "*",
            {"AWS": "*"},
            {"Service": {"Fn::Sub": "*"}},
        ),
        demanded(
            "AWS::KMS::Key", "Properties.KeyPolicy.Statement.1.Action", "kms:*", ["*"], ways=UNSEEN
        ),
        demanded("AWS::KMS::Key", "Properties.KeyPolicy.Statement.1.Condition", {}),
    ),
    "KMS-16": (
        demanded("AWS::ECS::Cluster", "Properties.Configuration"),
        demanded(
            "AWS::ECS::Cluster",
            "Properties.Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId",
            LITERAL_KEY,
        ),
    ),
    "KMS-17": (
        demanded("AWS::RDS::DBInstance", "Properties.DBParameterGroupName", "default.postgres17"),
        demanded("AWS::RDS::DBParameterGroup", "Properties.Parameters.[rds.force_ssl]", "0"),
        removed("AWS::RDS::DBParameterGroup"),
    ),
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
    "ECS-1": (
        demanded("AWS::ECS::TaskDefinition", "Properties.RequiresCompatibilities", ["EC2"]),
        demanded("AWS::ECS::Service", "Properties.LaunchType", "EC2", "EXTERNAL"),
    ),
    "ECS-2": (
        demanded("AWS::ECS::Service", "Properties.DeploymentConfiguration"),
        *(
            demanded(
                "AWS::ECS::Service",
                f"Properties.DeploymentConfiguration.DeploymentCircuitBreaker.{each}",
                False,
                "true",
            )
            for each in ("Enable", "Rollback")
        ),
    ),
    "ECS-3": (
        removed("AWS::ApplicationAutoScaling::ScalableTarget"),
        demanded("AWS::ApplicationAutoScaling::ScalableTarget", "Properties.MinCapacity", 0, "1"),
        demanded("AWS::ApplicationAutoScaling::ScalableTarget", "Properties.ResourceId"),
        tempted(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties.SuspendedState",
            {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True},
        ),
    ),
    "ECS-4": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.HealthCheck", {"Command": ["NONE"]}),
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.HealthCheck.Command",
            [],
            ["CMD-SHELL", "exit 0"],
            ["CMD", "true"],
            ["CMD", "python", "-m", "video_catalog", "--help"],
        ),
    ),
    "ECS-5": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.ReadonlyRootFilesystem", False, "true"),
    ),
    "ECS-6": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.User", "root", "0", "0:0", "10001:0"),
    ),
    "ECS-7": (
        tempted("AWS::ECS::TaskDefinition", f"{CONTAINERS}.Privileged", True, "false"),
        tempted(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.LinuxParameters",
            {"Capabilities": {"Add": ["SYS_PTRACE"]}},
            {"Devices": [{"HostPath": "/dev/fuse"}]},
            hidden=False,
        ),
    ),
    "ECS-8": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.LogConfiguration"),
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.LogConfiguration.LogDriver", "none"),
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.LogConfiguration.Options.awslogs-stream-prefix",
            ways=NOT_THERE,
        ),
    ),
    "ECS-9": (
        demanded(
            "AWS::ECS::TaskDefinition", "Properties.ContainerDefinitions.1.StopTimeout", "120"
        ),
    ),
    "ECS-10": (
        demanded("AWS::ECS::TaskDefinition", "Properties.TaskRoleArn", LITERAL_KEY),
        demanded("AWS::ECS::TaskDefinition", "Properties.ExecutionRoleArn", LITERAL_KEY),
    ),
    "ECS-11": (tempted("AWS::ECS::Service", "Properties.EnableExecuteCommand", True, "true"),),
    "ECS-12": tuple(
        demanded(
            "AWS::ECS::TaskDefinition", f"Properties.Volumes.*.EFSVolumeConfiguration.{each}", wrong
        )
        for each, wrong in (
            ("TransitEncryption", "DISABLED"),
            ("AuthorizationConfig", {}),
            ("AuthorizationConfig.IAM", "DISABLED"),
            ("AuthorizationConfig.AccessPointId", "fsap-1"),
        )
    ),
    "BACKUP-1": (demanded("AWS::RDS::DBInstance", "Properties.BackupRetentionPeriod", 0, 6, "7"),),
    "LOG-1": (
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.LogConfiguration.Options.awslogs-group",
            "elsewhere",
        ),
    ),
    "LOG-2": (
        demanded(
            "AWS::Lambda::Function", "Properties.LoggingConfig.LogGroup", "elsewhere", ways=UNSEEN
        ),
    ),
    "LOG-3": (
        demanded("AWS::ApiGateway::Stage", "Properties.AccessLogSetting"),
        demanded("AWS::ApiGateway::Stage", "Properties.AccessLogSetting.DestinationArn", ELSEWHERE),
        demanded("AWS::ApiGateway::Stage", "Properties.AccessLogSetting.Format", ways=NOT_THERE),
    ),
    "LOG-4": (demanded("AWS::ApiGateway::Stage", "Properties.StageName", "stage-other-dev"),),
    "LOG-5": (
        demanded("AWS::RDS::DBInstance", "Properties.EnableCloudwatchLogsExports", []),
        demanded("AWS::RDS::DBInstance", "Properties.DBInstanceIdentifier", "database-other-dev"),
    ),
    "LOG-6": (
        removed("AWS::EC2::FlowLog"),
        demanded("AWS::EC2::FlowLog", "Properties.TrafficType", "ACCEPT"),
        demanded("AWS::EC2::FlowLog", "Properties.LogGroupName", "elsewhere"),
        demanded("AWS::EC2::FlowLog", "Properties.ResourceId", "vpc-1"),
    ),
    "LOG-7": (
        demanded("AWS::ECS::Cluster", "Properties.ClusterSettings", []),
        demanded("AWS::ECS::Cluster", "Properties.ClusterSettings.*.Value", "disabled"),
        demanded("AWS::ECS::Cluster", "Properties.ClusterName", "cluster-other-dev"),
    ),
    "LOG-8": (
        removed("AWS::WAFv2::LoggingConfiguration"),
        demanded("AWS::WAFv2::LoggingConfiguration", "Properties.ResourceArn"),
        demanded(
            "AWS::WAFv2::LoggingConfiguration", "Properties.LogDestinationConfigs.*", ELSEWHERE
        ),
        tempted(
            "AWS::WAFv2::LoggingConfiguration",
            "Properties.LoggingFilter",
            {"DefaultBehavior": "DROP", "Filters": []},
        ),
    ),
    "LOG-9": (
        demanded("AWS::ElastiCache::ReplicationGroup", "Properties.LogDeliveryConfigurations", []),
        demanded(
            "AWS::ElastiCache::ReplicationGroup",
            "Properties.LogDeliveryConfigurations.0.LogType",
            "engine-log",
        ),
        demanded(
            "AWS::ElastiCache::ReplicationGroup",
            "Properties.LogDeliveryConfigurations.0.DestinationDetails.CloudWatchLogsDetails"
            ".LogGroup",
            "elsewhere",
        ),
    ),
    "LOG-10": (demanded("AWS::Logs::LogGroup", "Properties.RetentionInDays", 0, "7"),),
    "LOG-11": (
        demanded("AWS::S3::Bucket", "Properties.LoggingConfiguration"),
        demanded(
            "AWS::S3::Bucket",
            "Properties.LoggingConfiguration.DestinationBucketName",
            "elsewhere",
            ways=UNSEEN,
        ),
    ),
    "LOG-12": (
        demanded("AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties.LoadBalancerAttributes"),
        demanded(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            attribute("access_logs.s3.enabled"),
            "false",
        ),
        demanded(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            attribute("access_logs.s3.bucket"),
            "elsewhere",
        ),
    ),
    "LOG-13": (tempted("AWS::CloudWatch::Alarm", "Properties.ActionsEnabled", False, "true"),),
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
        ),
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
            having=GATEWAY,
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
            having=GATEWAY,
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
    "IAM-1": (
        demanded("AWS::IAM::Role", f"{STATEMENTS[:-1]}0.Action", "*", "s3:*", ["s3:Get*"]),
        role(Action="iam:?ass"),
        role(Action=["sqs:SendMessage", {"Ref": "Parameter"}]),
    ),
    "IAM-2": (
        role(Action="s3:GetObject", Resource="*"),
        role(Action=["ecr:GetAuthorizationToken", "s3:GetObject"], Resource="*"),
        role(Action={"Ref": "Parameter"}, Resource="*"),
        role(Resource={"Fn::If": ["Production", ELSEWHERE, "*"]}),
        role(Resource={"Fn::ImportValue": "elsewhere"}),
        role(Resource=[ELSEWHERE, "*"]),
        role(Action="s3:GetObject", Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::b*"}),
        role(Action="s3:GetObject", Resource={"Fn::Sub": "${IngestBucketEDD8587D.Arn}*"}),
        role(Resource={"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, "*"]]}),
        role(Action="ec2:CreateNetworkInterface", Resource="*"),
        role(Resource=GONE),
    ),
    "IAM-3": (
        tempted(
            "AWS::IAM::Role",
            "Properties.ManagedPolicyArns",
            ["arn:aws:iam::aws:policy/AdministratorAccess"],
            [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}],
        ),
    ),
    "IAM-4": (
        demanded("AWS::IAM::Role", "Properties.AssumeRolePolicyDocument"),
        demanded(
            "AWS::IAM::Role",
            "Properties.AssumeRolePolicyDocument.Statement.*.Principal",
            "*",
            {"AWS": "*"},
            {"Service": "ec2.amazonaws.com"},
        ),
        demanded("AWS::IAM::Role", "Properties.AssumeRolePolicyDocument.Statement.*.Condition", {}),
    ),
    "IAM-5": (
        role(Action=GONE, NotAction="iam:*"),
        role(Resource=GONE, NotResource="arn:aws:s3:::mine"),
        demanded(
            "AWS::S3::BucketPolicy",
            "Properties.PolicyDocument.Statement.2",
            {"Effect": "Allow", "NotPrincipal": "*", "Action": "s3:GetObject", "Resource": "*"},
            ways=(),
        ),
    ),
    "IAM-6": (
        *(
            demanded(
                each,
                "Properties.PolicyDocument.Statement.0",
                *map(admitting, ANYONE),
                admitting("*") | {"Condition": OF_THIS_ACCOUNT},
                ways=UNSEEN,
            )
            for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        ),
        demanded(
            "AWS::EFS::FileSystem",
            "Properties.FileSystemPolicy.Statement.0",
            *map(admitting, ANYONE),
            ways=(),
        ),
        *(
            added(
                "AWS::SecretsManager::ResourcePolicy",
                SecretId=ELSEWHERE,
                ResourcePolicy={"Statement": [admitting(each)]},
            )
            for each in ANYONE
        ),
    ),
    "IAM-7": tuple(
        demanded(
            each,
            "Properties.PolicyDocument.Statement.0",
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "x:Y",
                "Resource": "*",
            },
            ways=(),
        )
        for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
    ),
    "IAM-8": (
        demanded("AWS::Lambda::Permission", "Properties.Principal", "*", "111122223333"),
        demanded("AWS::Lambda::Permission", "Properties.SourceAccount", ways=NOT_THERE),
        demanded("AWS::Lambda::Permission", "Properties.SourceArn", ways=NOT_THERE),
        demanded("AWS::Lambda::Permission", "Properties.Action", "lambda:*"),
    ),
    "IAM-9": (
        removed("AWS::S3::BucketPolicy"),
        removed("AWS::SQS::QueuePolicy"),
        removed("AWS::SNS::TopicPolicy"),
        *(
            demanded(each, "Properties.PolicyDocument.Statement")
            for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        ),
    ),
    "IAM-10": (
        demanded("AWS::EFS::FileSystem", "Properties.FileSystemPolicy"),
        demanded("AWS::EFS::FileSystem", "Properties.FileSystemPolicy.Statement.0.Effect", "Allow"),
        demanded(
            "AWS::EFS::FileSystem",
            "Properties.FileSystemPolicy.Statement.0.Condition",
            {"Bool": {"aws:SecureTransport": "true"}},
            ways=UNSEEN,
        ),
    ),
    "SECRET-1": (
        demanded(
            "AWS::RDS::DBInstance",
            "Properties.MasterUserPassword",
            "hunter2",
            "{{resolve:ssm:password}}",
        ),
    ),
    "SECRET-2": (
        demanded(
            "AWS::ElastiCache::ReplicationGroup", "Properties.AuthToken", "hunter2", ways=UNSEEN
        ),
    ),
    "SECRET-3": (
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.Environment.[DATABASE_SECRET_ARN]",
            {"Name": "DATABASE_PASSWORD", "Value": "hunter2"},
            {"Name": "API_TOKEN", "Value": {"Ref": "Parameter"}},
            {"Name": "URL", "Value": {"Fn::Sub": "{{resolve:secretsmanager:${X}}}"}},
            ways=(),
        ),
        tempted(
            "AWS::Lambda::Function",
            "Properties.Environment.Variables.PASSWORD",
            "hunter2",
            hidden=False,
        ),
    ),
    "SECRET-4": (
        tempted(
            "AWS::ECS::TaskDefinition", f"{CONTAINERS}.Secrets", [{"Name": "A", "ValueFrom": "b"}]
        ),
    ),
    "SECRET-5": (
        edited(
            "a parameter for a password", "Parameters", {"DatabasePassword": {"Type": "String"}}
        ),
        edited("a parameter not echoed", "Parameters", {"X": {"Type": "String", "NoEcho": True}}),
        edited("a parameter not echoed", "Parameters", {"X": {"Type": "String", "NoEcho": "true"}}),
    ),
    "SECRET-6": (
        demanded("AWS::SecretsManager::Secret", "Properties.GenerateSecretString"),
        demanded(
            "AWS::SecretsManager::Secret",
            "Properties.GenerateSecretString.PasswordLength",
            8,
            ways=UNSEEN,
        ),
        tempted("AWS::SecretsManager::Secret", "Properties.SecretString", "hunter2"),
    ),
    "SECRET-7": (
        removed("AWS::SecretsManager::RotationSchedule"),
        demanded("AWS::SecretsManager::RotationSchedule", "Properties.SecretId"),
        demanded(
            "AWS::SecretsManager::RotationSchedule", "Properties.RotationLambdaARN", LITERAL_KEY
        ),
        demanded(
            "AWS::SecretsManager::RotationSchedule",
            "Properties.RotationRules",
            {"AutomaticallyAfterDays": 1000},
            {"AutomaticallyAfterDays": 91},
            {"ScheduleExpression": "rate(999 days)"},
            {"ScheduleExpression": "cron(0 0 1 1 ? *)"},
        ),
    ),
    "SECRET-8": (
        tempted("AWS::Lambda::Function", "Properties.Description", CREDENTIAL, hidden=False),
        tempted("AWS::Lambda::Function", "Metadata.note", CREDENTIAL, hidden=False),
        tempted(
            "AWS::SQS::Queue",
            "Properties.QueueName",
            {"Fn::If": ["Production", "https://me:hunter2@host/", ""]},
            hidden=False,
        ),
    ),
    "SECRET-9": (
        *(
            tempted(kind, path, *DRAWN, hidden=False)
            for kind, path in (
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.Command"),
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.HealthCheck.Command"),
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.DockerLabels"),
                ("AWS::Lambda::Function", "Properties.Description"),
                ("AWS::RDS::DBInstance", "Properties.Tags.0.Value"),
                ("AWS::RDS::DBInstance", "Properties.DBName"),
                ("AWS::SQS::Queue", "Properties.AuthToken"),
            )
        ),
        tempted("AWS::Lambda::Function", "Metadata.note", *DRAWN[:2], hidden=False),
        *(edited(f"an output: {each}", "Outputs.X", {"Value": each}) for each in DRAWN),
        edited("a mapping", "Mappings", {"Map": {"Key": {"Value": "{{resolve:ssm:x}}"}}}),
        edited("a piece in a mapping", "Mappings", {"Map": {"Key": {"Value": "{{"}}}),
        demanded(
            "AWS::RDS::DBInstance",
            "Properties.MasterUserPassword",
            "{{resolve:ssm-secure:password}}",
            ways=(),
        ),
    ),
    "SECRET-10": (
        demanded(
            "AWS::WAFv2::LoggingConfiguration",
            "Properties.RedactedFields",
            [{"SingleHeader": {"Name": "x-api-key"}}],
            [{"SingleHeader": {"Name": "authorization"}}],
        ),
        demanded("AWS::WAFv2::LoggingConfiguration", "Properties.RedactedFields.*"),
        demanded(
            "AWS::WAFv2::LoggingConfiguration",
            "Properties.RedactedFields.*.SingleHeader.Name",
            "user-agent",
        ),
        demanded(
            "AWS::ApiGateway::Authorizer",
            "Properties.IdentitySource",
            "method.request.header.Cookie",
            "method.request.header.x-api-key,method.request.header.Cookie",
            "method.request.querystring.key",
        ),
    ),
    "API-1": (
        demanded("AWS::ApiGateway::Method", "Properties.AuthorizationType", "NONE"),
        demanded("AWS::ApiGateway::Method", "Properties.AuthorizerId", "abc"),
        removed("AWS::ApiGateway::Authorizer"),
    ),
    "API-2": (
        demanded("AWS::ApiGateway::Method", "Properties.RequestValidatorId", "abc"),
        removed("AWS::ApiGateway::RequestValidator"),
        demanded(
            "AWS::ApiGateway::RequestValidator",
            "Properties",
            {},
            {"ValidateRequestParameters": False, "ValidateRequestBody": False},
            {"ValidateRequestParameters": {"Ref": "Parameter"}},
            ways=("absent", "null"),
        ),
    ),
    "API-3": (
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ThrottlingRateLimit", "1"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ThrottlingBurstLimit", "1"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ResourcePath", "/videos"),
    ),
    "API-4": (
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.LoggingLevel", "OFF"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings"),
        tempted("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.DataTraceEnabled", True),
    ),
    "API-5": (demanded("AWS::ApiGateway::Stage", "Properties.TracingEnabled", False, "true"),),
    "API-6": (
        removed("AWS::WAFv2::WebACLAssociation"),
        removed("AWS::WAFv2::WebACL"),
        demanded("AWS::WAFv2::WebACLAssociation", "Properties.ResourceArn", LITERAL_KEY),
        demanded("AWS::WAFv2::WebACLAssociation", "Properties.WebACLArn", LITERAL_KEY),
    ),
    "API-7": (
        demanded("AWS::WAFv2::WebACL", "Properties.Rules", []),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*"),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.OverrideAction", {"Count": {}}),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.Action", {"Count": {}}),
        *(
            demanded(
                "AWS::WAFv2::WebACL",
                f"Properties.Rules.*.Statement.RateBasedStatement.{name}",
                *wrong,
                ways=ways,
            )
            for name, wrong, ways in (
                ("Limit", (2_000_000_000, 100_001, "60000"), tuple(WAYS)),
                ("EvaluationWindowSec", (60, 86_400, "300"), UNSEEN),
                ("AggregateKeyType", ("FORWARDED_IP", "CONSTANT"), tuple(WAYS)),
            )
        ),
    ),
    "API-8": (
        demanded("AWS::ApiGateway::RestApi", "Properties.SecurityPolicy", "TLS_1_0"),
        demanded("AWS::ApiGateway::RestApi", "Properties.EndpointAccessMode", "BASIC"),
    ),
    "API-9": (
        tempted("AWS::ApiGateway::Deployment", "Properties.StageName", "open", "stage-two-dev"),
        tempted("AWS::ApiGateway::Deployment", "Properties.StageDescription", {}),
    ),
    "API-10": (
        tempted("AWS::ApiGateway::RestApi", "Properties.Body", {"paths": {"/open": {"get": {}}}}),
        tempted("AWS::ApiGateway::RestApi", "Properties.BodyS3Location", {"Bucket": "elsewhere"}),
        tempted("AWS::ApiGateway::RestApi", "Properties.CloneFrom", "abc"),
    ),
    "API-11": (
        demanded("AWS::ApiGateway::Method", "Properties.Integration"),
        *(
            demanded("AWS::ApiGateway::Method", f"Properties.Integration.{name}", *wrong)
            for name, wrong in (
                ("Type", ("AWS_PROXY", "MOCK")),
                ("ConnectionType", ("INTERNET",)),
                ("ConnectionId", ("abc", ELSEWHERE)),
                ("IntegrationTarget", (LITERAL_KEY, ELSEWHERE)),
                ("Uri", ("http://evil.example", {"Fn::Sub": "http://${Elsewhere.DNSName}/"})),
            )
        ),
        removed("AWS::ApiGatewayV2::VpcLink"),
    ),
    "API-12": (
        let_past,
        demanded(
            "AWS::WAFv2::WebACL",
            "Properties.Rules.0",
            {"Name": "open", "Action": {"Allow": {}}, "Statement": {"GeoMatchStatement": {}}},
            ways=UNSEEN,
        ),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.Action", {"Allow": {}}, {"Count": {}}),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.OverrideAction", {"Count": {}}),
        tempted(
            "AWS::WAFv2::WebACL",
            "Properties.Rules.1.Statement.ManagedRuleGroupStatement.RuleActionOverrides",
            [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Allow": {}}}],
        ),
    ),
    "API-13": tuple(
        demanded("AWS::WAFv2::WebACL", f"Properties.{place}SampledRequestsEnabled", True, "false")
        for place in ("VisibilityConfig.", "Rules.*.VisibilityConfig.")
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
