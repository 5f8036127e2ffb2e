"""The metadata API: a service behind the internal load balancer, scaling on its load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration, aws_ecs as ecs, aws_s3 as s3
from constructs import Construct

from infra.compute.image import Image
from infra.compute.load_balancer import LoadBalancer
from infra.compute.service import Service
from infra.environment import Environment
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

PORT: Final = 8080
REQUESTS_PER_TARGET_PER_MINUTE: Final = 12_000
CPU_PERCENT: Final = 60


class MetadataApi(Service):
    """The API as a service, between the environment's minimum and maximum of tasks.

    Attributes:
        front: the load balancer in front of the tasks.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        environment: Environment,
        log_groups: LogGroups,
        network: Network,
        cluster: ecs.ICluster,
        image: Image,
        variables: Mapping[str, str],
        access_log_bucket: s3.IBucket,
        stage_name: str,
    ) -> None:
        """Build the API.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            environment: how many tasks.
            log_groups: where its log group comes from.
            network: the isolated network.
            cluster: where it runs.
            image: what it runs.
            variables: the containers' environment variables.
            access_log_bucket: where the load balancer's access logs go.
            stage_name: API stage whose name is taken off the path.
        """
        super().__init__(
            scope,
            construct_id,
            naming=naming,
            log_groups=log_groups,
            network=network,
            cluster=cluster,
            image=image,
            cpu_architecture=environment.cpu_architecture,
            name="api",
            cpu=512,
            memory_mib=1024,
            environment={**variables, "API_PORT": str(PORT)},
            port_mappings=[ecs.PortMapping(container_port=PORT)],
        )
        self.front = LoadBalancer(
            self,
            "Front",
            naming=naming,
            network=network,
            access_log_bucket=access_log_bucket,
            stage_name=stage_name,
            target=self.service.load_balancer_target(container_name="api", container_port=PORT),
        )
        self._scale(naming, environment)

    def _scale(self, naming: Naming, environment: Environment) -> None:
        scaling = self.service.auto_scale_task_count(
            min_capacity=environment.api_minimum, max_capacity=environment.api_maximum
        )
        cooldown = Duration.seconds(60)
        scaling.scale_on_request_count(
            "Requests",
            policy_name=naming.regional("scaling-policy", "api-requests"),
            requests_per_target=REQUESTS_PER_TARGET_PER_MINUTE,
            target_group=self.front.target_group,
            scale_in_cooldown=cooldown,
            scale_out_cooldown=cooldown,
        )
        # Requests that are dear, as deep filters, show in the CPU before they show in number.
        scaling.scale_on_cpu_utilization(
            "Cpu",
            policy_name=naming.regional("scaling-policy", "api-cpu"),
            target_utilization_percent=CPU_PERCENT,
            scale_in_cooldown=cooldown,
            scale_out_cooldown=cooldown,
        )
