"""The whole pipeline as one stack: composes the layers, and is the only place that grants."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import Construct

from infra.environment import Environment
from infra.foundation.key import EncryptionKey
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups


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
        for key, value in environment.tags.items():
            cdk.Tags.of(self).add(key, value)
