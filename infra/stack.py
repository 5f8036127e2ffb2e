"""The whole pipeline as one stack: composes the layers, and is the only place that grants."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import Construct

from infra.environment import Environment
from infra.foundation.key import EncryptionKey
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups
from infra.storage.access_logs import AccessLogs
from infra.storage.bucket_emptier import BucketEmptier
from infra.storage.cache import Cache
from infra.storage.database import Database
from infra.storage.ingest import Ingest
from infra.storage.scratch import Scratch


class PipelineStack(cdk.Stack):
    """The video pipeline of one environment in one region.

    Args:
        scope: the app.
        construct_id: unique in the app, also where it holds several regions.
        environment: the validated settings.
    """

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        naming = Naming(environment.suffix)
        super().__init__(
            scope,
            construct_id,
            stack_name=naming.regional("stack"),
            description=f"StreamTech video pipeline, environment {environment.suffix}",
            env=cdk.Environment(region=environment.region),
            tags=dict(environment.tags),
        )
        self.key = EncryptionKey(self, "Key", naming=naming)
        log_groups = LogGroups(key=self.key, retention_days=environment.log_retention_days)
        self.network = Network(self, "Network", naming=naming, log_groups=log_groups)
        self.access_logs = AccessLogs(
            self,
            "AccessLogs",
            naming=naming,
            retention=cdk.Duration.days(environment.log_retention_days),
        )
        self.ingest = Ingest(
            self, "Ingest", naming=naming, key=self.key, access_logs=self.access_logs
        )
        self.database = Database(
            self,
            "Database",
            naming=naming,
            environment=environment,
            key=self.key,
            log_groups=log_groups,
            network=self.network,
        )
        self.cache = Cache(
            self,
            "Cache",
            naming=naming,
            environment=environment,
            key=self.key,
            log_groups=log_groups,
            network=self.network,
        )
        self.scratch = Scratch(self, "Scratch", naming=naming, key=self.key, network=self.network)
        BucketEmptier(
            self,
            "BucketEmptier",
            naming=naming,
            key=self.key,
            log_groups=log_groups,
            buckets=(self.access_logs, self.ingest.bucket),
        )
        for key, value in environment.tags.items():
            cdk.Tags.of(self).add(key, value)
