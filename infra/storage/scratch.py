"""EFS: temporary space for files that don't fit into a task's own storage."""

from __future__ import annotations

from aws_cdk import (
    RemovalPolicy,
    aws_ec2 as ec2,
    aws_ecs as ecs,
    aws_efs as efs,
    aws_iam as iam,
    aws_kms as kms,
)
from constructs import Construct

from infra.foundation.network import Network
from infra.naming import Naming

OWNER = "10001"
"""User and group of the image."""


class Scratch(Construct):
    """An encrypted file system with an access point for the worker.

    Attributes:
        file_system: admits TLS alone, and no anonymous client.
        access_point: everything made through it belongs to the image's user.
        security_group: of the mount targets; admits nothing yet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        network: Network,
    ) -> None:
        super().__init__(scope, construct_id)
        self.security_group = network.security_group(
            self, "SecurityGroup", role="scratch", description="NFS"
        )
        self.file_system = efs.FileSystem(
            self,
            "FileSystem",
            file_system_name=naming.regional("file-system"),
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            security_group=self.security_group,
            encrypted=True,
            kms_key=key,
            # Bursting earns credits by what is stored, and scratch space is nearly empty.
            throughput_mode=efs.ThroughputMode.ELASTIC,
            enable_automatic_backups=False,
            # False would admit every client of the network; below, only a role's policy does.
            allow_anonymous_access=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.file_system.add_to_resource_policy(
            iam.PolicyStatement(
                sid="TlsOnly",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["*"],
                resources=["*"],
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            )
        )
        self.access_point = efs.AccessPoint(
            self,
            "AccessPoint",
            file_system=self.file_system,
            path="/scratch",
            create_acl=efs.Acl(owner_uid=OWNER, owner_gid=OWNER, permissions="700"),
            posix_user=efs.PosixUser(uid=OWNER, gid=OWNER),
        )

    def volume(self) -> ecs.EfsVolumeConfiguration:
        """The file system as a task's volume: over TLS, authorised by the task's role."""
        return ecs.EfsVolumeConfiguration(
            file_system_id=self.file_system.file_system_id,
            transit_encryption="ENABLED",
            authorization_config=ecs.AuthorizationConfig(
                access_point_id=self.access_point.access_point_id, iam="ENABLED"
            ),
        )
