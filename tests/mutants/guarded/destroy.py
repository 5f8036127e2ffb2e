"""What the policies of DESTROY guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import REPOSITORY, ROWS, attribute
from tests.mutants.mutation import (
    UNSEEN,
    Mutation,
    demanded,
    deployed,
    planted,
    removed,
    tempted,
    whole,
)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
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
        demanded(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "Properties.LoadBalancerAttributes.*",
            ways=UNSEEN,
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
    "DESTROY-12": (deployed(termination_protection=True),),
}
"""Mutations by the id of the policy that must find each of their mutants."""
