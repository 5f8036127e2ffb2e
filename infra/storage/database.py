"""RDS for PostgreSQL, Multi-AZ: the catalogue of metadata."""

from __future__ import annotations

from typing import Final

from aws_cdk import (
    Duration,
    RemovalPolicy,
    aws_ec2 as ec2,
    aws_kms as kms,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

from infra.environment import Environment
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

MAJOR_VERSION: Final = "18"
"""Without a minor version, so that every region has it; the minor ones come by themselves.

cfn-lint takes a bare 17, and all before it, for one that no new instance may have (W3691).
"""

PORT: Final = 5433
"""Not PostgreSQL's own, which is what scans look for."""

DATABASE_NAME: Final = "catalog"
USER_NAME: Final = "catalog"
EXPORTED_LOGS: Final = ("postgresql", "upgrade")

API_CONNECTIONS: Final = 8
"""Connections that an API task's pool holds; a worker's holds one for each file in flight."""

DEPLOYED_AT_ONCE: Final = 2
"""A deployment starts every new task before it stops the old ones."""

SPARE_CONNECTIONS: Final = 20
"""For rotation, operators and RDS itself."""


def max_connections(environment: Environment) -> int:
    """What the database admits: enough for every task that the environment may run.

    PostgreSQL takes another value when it starts, so a change waits for the instance's next
    reboot.
    """
    workers = environment.worker_maximum * environment.worker_concurrency
    apis = environment.api_maximum * API_CONNECTIONS
    return DEPLOYED_AT_ONCE * (workers + apis) + SPARE_CONNECTIONS


class Database(Construct):
    """The database with its credentials.

    Attributes:
        instance: the RDS instance.
        instance_name: its identifier, known before it exists.
        secret: user name and password, generated; attached to the instance, it also holds host,
            port and database name.
        security_group: of the instance; admits nothing yet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        environment: Environment,
        key: kms.IKey,
        log_groups: LogGroups,
        network: Network,
    ) -> None:
        super().__init__(scope, construct_id)
        self.instance_name = naming.regional("database")
        self.security_group = network.security_group(
            self, "SecurityGroup", role="database", description="PostgreSQL"
        )
        credentials = secretsmanager.Secret(
            self,
            "Secret",
            secret_name=naming.regional("secret", "database"),
            description="User name and password of the catalogue's database",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=f'{{"username": "{USER_NAME}"}}',
                generate_string_key="password",
                exclude_punctuation=True,
                password_length=40,
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        exports = [
            log_groups.create(
                self, f"LogGroup-{log}", name=f"/aws/rds/instance/{self.instance_name}/{log}"
            )
            for log in EXPORTED_LOGS
        ]
        engine = rds.DatabaseInstanceEngine.postgres(
            version=rds.PostgresEngineVersion.of(MAJOR_VERSION, MAJOR_VERSION)
        )
        self.instance = rds.DatabaseInstance(
            self,
            "Instance",
            instance_identifier=self.instance_name,
            engine=engine,
            instance_type=ec2.InstanceType(environment.database_instance_class.removeprefix("db.")),
            credentials=rds.Credentials.from_secret(credentials, USER_NAME),
            database_name=DATABASE_NAME,
            port=PORT,
            vpc=network.vpc,
            subnet_group=_subnet_group(self, naming, network),
            security_groups=[self.security_group],
            publicly_accessible=False,
            multi_az=True,
            storage_type=rds.StorageType.GP3,
            allocated_storage=environment.database_storage_gib,
            max_allocated_storage=environment.database_storage_maximum_gib,
            storage_encrypted=True,
            storage_encryption_key=key,
            parameter_group=_parameter_group(self, naming, environment, engine),
            enable_performance_insights=True,
            performance_insight_retention=rds.PerformanceInsightRetention.DEFAULT,
            performance_insight_encryption_key=key,
            cloudwatch_logs_exports=list(EXPORTED_LOGS),
            backup_retention=Duration.days(environment.backup_retention_days),
            delete_automated_backups=True,
            copy_tags_to_snapshot=True,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=False,
            deletion_protection=False,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # The instance would make its log groups by itself, unencrypted and for ever.
        self.instance.node.add_dependency(*exports)
        self.secret = self.instance.secret or credentials


def _subnet_group(scope: Construct, naming: Naming, network: Network) -> rds.SubnetGroup:
    return rds.SubnetGroup(
        scope,
        "SubnetGroup",
        subnet_group_name=naming.regional("database-subnet-group"),
        description="The isolated subnets",
        vpc=network.vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        removal_policy=RemovalPolicy.DESTROY,
    )


def _parameter_group(
    scope: Construct, naming: Naming, environment: Environment, engine: rds.IInstanceEngine
) -> rds.ParameterGroup:
    # Its name carries the family: another major version needs another group, and CloudFormation
    # can't replace a group by one of the same name.
    return rds.ParameterGroup(
        scope,
        "ParameterGroup",
        name=naming.regional("database-parameter-group", f"postgres{MAJOR_VERSION}"),
        description="PostgreSQL with TLS only",
        engine=engine,
        parameters={
            "rds.force_ssl": "1",
            "max_connections": str(max_connections(environment)),
            # Connections, disconnections and slow statements, in milliseconds, are worth a line.
            # RDS takes no boolean for the first of them since PostgreSQL 18.
            "log_connections": "all",
            "log_disconnections": "1",
            "log_min_duration_statement": "1000",
        },
        removal_policy=RemovalPolicy.DESTROY,
    )
