"""What the policies of KMS guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import ELSEWHERE, LITERAL_KEY, REPOSITORY
from tests.mutants.mutation import (
    NOT_THERE,
    UNSEEN,
    Mutation,
    demanded,
    planted,
    removed,
    tempted,
)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
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
        tempted(
            "AWS::ECS::Service",
            "Properties.VolumeConfigurations",
            [{"Name": "work", "ManagedEBSVolume": {"SizeInGiB": 200, "RoleArn": ELSEWHERE}}],
        ),
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
}
"""Mutations by the id of the policy that must find each of their mutants."""
