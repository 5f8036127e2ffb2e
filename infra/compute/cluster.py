"""The ECS cluster."""

from __future__ import annotations

from aws_cdk import aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms
from constructs import Construct

from infra.naming import Naming
from infra.observability.log_groups import LogGroups


class Cluster(Construct):
    """A Fargate cluster with Container Insights, whose storage the stack's key encrypts.

    Attributes:
        cluster: the ECS cluster.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        log_groups: LogGroups,
        vpc: ec2.IVpc,
    ) -> None:
        super().__init__(scope, construct_id)
        name = naming.regional("cluster")
        # Container Insights would make this group by itself, unencrypted and for ever.
        insights = log_groups.create(
            self, "InsightsLogGroup", name=f"/aws/ecs/containerinsights/{name}/performance"
        )
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=name,
            vpc=vpc,
            # Scaling the worker needs its RunningTaskCount.
            container_insights_v2=ecs.ContainerInsights.ENABLED,
            managed_storage_configuration=ecs.ManagedStorageConfiguration(
                fargate_ephemeral_storage_kms_key=key
            ),
        )
        self.cluster.node.add_dependency(insights)
