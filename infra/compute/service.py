"""What the worker and the metadata API have in common: a hardened Fargate service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Aws, Duration, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam
from constructs import Construct

from infra.compute.image import Image
from infra.environment import CpuArchitecture
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

CPU_ARCHITECTURES: Final = {
    CpuArchitecture.X86_64: ecs.CpuArchitecture.X86_64,
    CpuArchitecture.ARM64: ecs.CpuArchitecture.ARM64,
}
PROGRAM: Final = ("python", "-m", "video_catalog")
USER: Final = "10001:10001"
"""User and group of the image; by number, so that no passwd file can redirect it."""

STOP_TIMEOUT: Final = Duration.seconds(120)
"""Longest time that Fargate gives a container between SIGTERM and SIGKILL."""


class Service(Construct):
    """One command of `video_catalog` as a service, its schema migrated before it starts.

    Attributes:
        service: the ECS service.
        definition: what its tasks are.
        container: the container that runs the command.
        permissions: what the task may do; the composer adds to it.
        task_role: has those permissions.
        execution_role: pulls the image and writes the logs.
        security_group: of the tasks; admits and reaches nothing yet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        log_groups: LogGroups,
        network: Network,
        cluster: ecs.ICluster,
        image: Image,
        cpu_architecture: CpuArchitecture,
        name: str,
        cpu: int,
        memory_mib: int,
        environment: Mapping[str, str],
        port_mappings: Sequence[ecs.PortMapping] = (),
    ) -> None:
        """Build the service.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            log_groups: where its log group comes from.
            network: the isolated network.
            cluster: where it runs.
            image: what it runs.
            cpu_architecture: instruction set of the tasks.
            name: command of `video_catalog`, and the role part of every name.
            cpu: size of a task, in CPU units (1024 are one vCPU).
            memory_mib: size of a task, in MiB.
            environment: variables of both containers; a secret's ARN, never a secret.
            port_mappings: ports on which the command listens.
        """
        super().__init__(scope, construct_id)
        self._name = name
        self._image = image
        self._environment = {
            **environment,
            "ENVIRONMENT_SUFFIX": naming.suffix,
            "METRICS_NAMESPACE": naming.regional("video-catalog"),
        }
        log_group = log_groups.create(self, "LogGroup", name=naming.regional("log-group", name))
        self._logging = ecs.LogDrivers.aws_logs(
            log_group=log_group,
            stream_prefix=name,
            # Logs must not hold up the work when CloudWatch is slow.
            mode=ecs.AwsLogDriverMode.NON_BLOCKING,
        )
        self.permissions = iam.PolicyDocument()
        self.task_role = self._role(naming, "Task", self.permissions)
        self.execution_role = self._role(
            naming,
            "Execution",
            iam.PolicyDocument(
                statements=[
                    *image.pull_statements,
                    iam.PolicyStatement(
                        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                        resources=[log_group.log_group_arn],
                    ),
                ]
            ),
        )
        self.definition = ecs.FargateTaskDefinition(
            self,
            "TaskDefinition",
            family=naming.regional("task-definition", name),
            cpu=cpu,
            memory_limit_mib=memory_mib,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=CPU_ARCHITECTURES[cpu_architecture],
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            task_role=self.task_role.without_policy_updates(),
            execution_role=self.execution_role.without_policy_updates(),
        )
        self.container = self._containers(port_mappings)
        self.security_group = network.security_group(
            self, "SecurityGroup", role=name, description=f"Tasks of the service {name}"
        )
        self.service = self._service(cluster, naming.regional("service", name))

    def _containers(self, port_mappings: Sequence[ecs.PortMapping]) -> ecs.ContainerDefinition:
        migration = self._container("migrate", essential=False)
        main = self._container(
            self._name,
            essential=True,
            port_mappings=list(port_mappings),
            health_check=ecs.HealthCheck(
                command=["CMD", *PROGRAM, "health", self._name],
                interval=Duration.seconds(30),
                timeout=Duration.seconds(10),
                retries=3,
                start_period=Duration.seconds(60),
            ),
        )
        main.add_container_dependencies(
            ecs.ContainerDependency(
                container=migration, condition=ecs.ContainerDependencyCondition.SUCCESS
            )
        )
        return main

    def _container(
        self,
        command: str,
        *,
        essential: bool,
        port_mappings: list[ecs.PortMapping] | None = None,
        health_check: ecs.HealthCheck | None = None,
    ) -> ecs.ContainerDefinition:
        linux = ecs.LinuxParameters(self, f"{command}-linux", init_process_enabled=True)
        linux.drop_capabilities(ecs.Capability.ALL)
        return self.definition.add_container(
            command,
            container_name=command,
            image=self._image.image,
            entry_point=list(PROGRAM),
            command=[command],
            essential=essential,
            environment=self._environment,
            logging=self._logging,
            user=USER,
            readonly_root_filesystem=True,
            linux_parameters=linux,
            stop_timeout=STOP_TIMEOUT,
            port_mappings=port_mappings,
            health_check=health_check,
        )

    def _role(self, naming: Naming, kind: str, permissions: iam.PolicyDocument) -> iam.Role:
        return iam.Role(
            self,
            f"{kind}Role",
            role_name=naming.account_wide("role", f"{self._name}-{kind.lower()}"),
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
            assumed_by=iam.ServicePrincipal(
                "ecs-tasks.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {
                        "aws:SourceArn": (
                            f"arn:{Aws.PARTITION}:ecs:{Aws.REGION}:{Aws.ACCOUNT_ID}:*"
                        )
                    },
                },
            ),
            inline_policies={kind.lower(): permissions},
        )

    def _service(self, cluster: ecs.ICluster, name: str) -> ecs.FargateService:
        return ecs.FargateService(
            self,
            "Service",
            service_name=name,
            cluster=cluster,
            task_definition=self.definition,
            # 1.4.0 is the only version of Linux that is still patched; LATEST is its name that
            # needs no change when it is followed by another.
            platform_version=ecs.FargatePlatformVersion.LATEST,
            assign_public_ip=False,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            security_groups=[self.security_group],
            # A deployment first adds a whole set of tasks, then removes the old one.
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            enable_ecs_managed_tags=True,
            enable_execute_command=False,
        )
