"""What the policies of LOG guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import CONTAINERS, ELSEWHERE, LITERAL_KEY, attribute
from tests.mutants.mutation import (
    NOT_THERE,
    UNSEEN,
    Mutation,
    demanded,
    planted,
    removed,
    tempted,
)

COMPOSITE: Final = {
    "Type": "AWS::CloudWatch::CompositeAlarm",
    "Properties": {
        "AlarmName": "composite-alarm-dev",
        "AlarmRule": "ALARM(alarm-queue-age-dev)",
        "AlarmActions": [{"Ref": "AlarmsTopic3A2DFEBA"}],
    },
}
"""The stack has none: each of its alarms tells for itself."""

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
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
    "LOG-13": (
        tempted("AWS::CloudWatch::Alarm", "Properties.ActionsEnabled", False, "true"),
        demanded("AWS::CloudWatch::Alarm", "Properties.AlarmActions", [], [ELSEWHERE]),
        demanded("AWS::CloudWatch::Alarm", "Properties.AlarmActions.*", ELSEWHERE, LITERAL_KEY),
        planted(
            COMPOSITE,
            tempted("AWS::CloudWatch::CompositeAlarm", "Properties.ActionsEnabled", False, "true"),
            demanded("AWS::CloudWatch::CompositeAlarm", "Properties.AlarmActions", []),
        ),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
