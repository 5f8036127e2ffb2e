"""ElastiCache for Redis, Multi-AZ: what is popular."""

from __future__ import annotations

from typing import Final

from aws_cdk import (
    RemovalPolicy,
    aws_elasticache as elasticache,
    aws_kms as kms,
    aws_logs as logs,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

from infra.environment import Environment
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_delivery import LogDelivery
from infra.observability.log_groups import LogGroups

ENGINE_VERSION: Final = "7.1"
"""Last version under the name Redis that ElastiCache offers, and one that every region has."""

PARAMETER_GROUP_FAMILY: Final = "redis7"
PORT: Final = 6380
"""Not Redis's own, which is what scans look for."""


class Cache(Construct):
    """One shard with replicas in other zones, failing over by itself.

    Attributes:
        replication_group: the cache.
        nodes: ids of its nodes, which ElastiCache numbers from 001.
        host: name of the primary endpoint.
        secret: AUTH token; `None` where transit encryption is off, which AUTH needs.
        security_group: of the nodes; admits nothing yet.
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
        log_delivery: LogDelivery,
        network: Network,
    ) -> None:
        super().__init__(scope, construct_id)
        name = naming.regional("cache")
        self.nodes = tuple(
            f"{name}-{number:03}" for number in range(1, environment.cache_nodes + 1)
        )
        self.security_group = network.security_group(
            self, "SecurityGroup", role="cache", description="Redis"
        )
        self.secret = (
            self._auth_token(naming, key) if environment.cache_transit_encryption else None
        )
        subnet_group = elasticache.CfnSubnetGroup(
            self,
            "SubnetGroup",
            cache_subnet_group_name=naming.regional("cache-subnet-group"),
            description="The isolated subnets",
            subnet_ids=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
        )
        parameter_group = elasticache.CfnParameterGroup(
            self,
            "ParameterGroup",
            cache_parameter_group_family=PARAMETER_GROUP_FAMILY,
            description="A cache: what is used least goes first",
            properties={"maxmemory-policy": "allkeys-lfu"},
        )
        groups = {
            log_type: log_groups.create(
                self, f"LogGroup-{log_type}", name=naming.regional("log-group", f"cache-{log_type}")
            )
            for log_type in ("slow-log", "engine-log")
        }
        log_delivery.allow(*groups.values())
        self.replication_group = elasticache.CfnReplicationGroup(
            self,
            "ReplicationGroup",
            replication_group_id=name,
            replication_group_description="Popular metadata of the video catalogue",
            engine="redis",
            engine_version=ENGINE_VERSION,
            cache_node_type=environment.cache_node_type,
            num_cache_clusters=environment.cache_nodes,
            port=PORT,
            multi_az_enabled=True,
            automatic_failover_enabled=True,
            at_rest_encryption_enabled=True,
            kms_key_id=key.key_id,
            transit_encryption_enabled=environment.cache_transit_encryption,
            auth_token=self.secret.secret_value.unsafe_unwrap() if self.secret else None,
            cache_subnet_group_name=subnet_group.ref,
            cache_parameter_group_name=parameter_group.ref,
            security_group_ids=[self.security_group.security_group_id],
            # All of it can be read again from the database: no snapshot outlives it.
            snapshot_retention_limit=0,
            auto_minor_version_upgrade=True,
            log_delivery_configurations=[
                _log_delivery(log_type, group) for log_type, group in groups.items()
            ],
        )
        self.replication_group.node.add_dependency(log_delivery)
        self.replication_group.apply_removal_policy(RemovalPolicy.DESTROY)
        self.host = self.replication_group.attr_primary_end_point_address

    def _auth_token(self, naming: Naming, key: kms.IKey) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            "AuthToken",
            secret_name=naming.regional("secret", "cache"),
            description="AUTH token of the cache",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                # ElastiCache takes 16 to 128 characters and few kinds of punctuation.
                exclude_punctuation=True,
                password_length=64,
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )


def _log_delivery(
    log_type: str, group: logs.ILogGroup
) -> elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty:
    request = elasticache.CfnReplicationGroup
    return request.LogDeliveryConfigurationRequestProperty(
        log_type=log_type,
        log_format="json",
        destination_type="cloudwatch-logs",
        destination_details=request.DestinationDetailsProperty(
            cloud_watch_logs_details=request.CloudWatchLogsDestinationDetailsProperty(
                log_group=group.log_group_name
            )
        ),
    )
