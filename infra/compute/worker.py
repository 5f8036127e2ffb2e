"""The probe worker: takes files from the queue, scales on the backlog of each task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aws_cdk import (
    Aws,
    aws_applicationautoscaling as autoscaling,
    aws_cloudwatch as cloudwatch,
    aws_ecs as ecs,
    aws_iam as iam,
    aws_sqs as sqs,
)
from constructs import Construct

from infra.compute.image import Image
from infra.compute.service import Service
from infra.environment import Environment
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

SCRATCH_DIRECTORY: Final = "/scratch"
"""A volume that the image gives to its user."""

WORKING_SHARE: Final = 0.5
"""Of the files that a task has in flight, how many it should have.

As long as no file waits, this tracks how busy the tasks are. With more than they have in flight,
the number of tasks swings: docs/adr/0043-scale-on-what-is-in-flight.md.
"""

BURST_FILES_PER_SLOT: Final = 200
"""Of the fewest tasks: as many waiting at once are a burst.

They are two minutes of work. Tracking starts as many tasks for them, but after three minutes.
"""

SCALE_OUT_COOLDOWN_SECONDS: Final = 60
SCALE_IN_COOLDOWN_SECONDS: Final = 300

_Query = autoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty


class Worker(Service):
    """The worker as a service, between the environment's minimum and maximum of tasks."""

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
        queue: sqs.IQueue,
        scratch: ecs.EfsVolumeConfiguration | None,
    ) -> None:
        """Build the worker.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            environment: how many tasks, and files in flight in each.
            log_groups: where its log group comes from.
            network: the isolated network.
            cluster: where it runs.
            image: what it runs.
            variables: the containers' environment variables.
            queue: whose backlog is watched.
            scratch: file system for the scratch directory; the task's own storage without one.
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
            name="worker",
            cpu=1024,
            memory_mib=4096,
            environment={
                **variables,
                "WORKER_CONCURRENCY": str(environment.worker_concurrency),
                "SCRATCH_DIRECTORY": SCRATCH_DIRECTORY,
            },
        )
        self._mount_scratch(scratch)
        self._allow_scale_in_protection(cluster)
        target = self._scalable_target(environment, cluster.cluster_name)
        self._track_backlog(naming, environment, target, cluster.cluster_name, queue.queue_name)
        self._answer_bursts(naming, environment, target, queue.queue_name)

    def _mount_scratch(self, file_system: ecs.EfsVolumeConfiguration | None) -> None:
        self.definition.add_volume(name="scratch", efs_volume_configuration=file_system)
        self.container.add_mount_points(
            ecs.MountPoint(
                container_path=SCRATCH_DIRECTORY, source_volume="scratch", read_only=False
            )
        )

    def _scalable_target(
        self, environment: Environment, cluster_name: str
    ) -> autoscaling.CfnScalableTarget:
        return autoscaling.CfnScalableTarget(
            self,
            "ScalableTarget",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=f"service/{cluster_name}/{self.service.service_name}",
            min_capacity=environment.worker_minimum,
            max_capacity=environment.worker_maximum,
        )

    def _track_backlog(
        self,
        naming: Naming,
        environment: Environment,
        target: autoscaling.CfnScalableTarget,
        cluster_name: str,
        queue_name: str,
    ) -> None:
        metrics = _backlog_per_task(queue_name, cluster_name, self.service.service_name)
        # The L2 policy knows no metric math.
        policy = autoscaling.CfnScalingPolicy
        policy(
            self,
            "BacklogScalingPolicy",
            policy_name=naming.regional("scaling-policy", "worker-backlog"),
            policy_type="TargetTrackingScaling",
            scaling_target_id=target.ref,
            target_tracking_scaling_policy_configuration=(
                policy.TargetTrackingScalingPolicyConfigurationProperty(
                    target_value=environment.worker_concurrency * WORKING_SHARE,
                    scale_out_cooldown=SCALE_OUT_COOLDOWN_SECONDS,
                    scale_in_cooldown=SCALE_IN_COOLDOWN_SECONDS,
                    customized_metric_specification=policy.CustomizedMetricSpecificationProperty(
                        metrics=metrics
                    ),
                )
            ),
        )

    def _answer_bursts(
        self,
        naming: Naming,
        environment: Environment,
        target: autoscaling.CfnScalableTarget,
        queue_name: str,
    ) -> None:
        """Start all tasks after one minute; tracking takes away what is not needed."""
        policy = autoscaling.CfnScalingPolicy
        start = policy(
            self,
            "BurstScalingPolicy",
            policy_name=naming.regional("scaling-policy", "worker-burst"),
            policy_type="StepScaling",
            scaling_target_id=target.ref,
            step_scaling_policy_configuration=policy.StepScalingPolicyConfigurationProperty(
                # Unlike an exact number, it never takes a task away; the target has the maximum.
                adjustment_type="ChangeInCapacity",
                cooldown=SCALE_OUT_COOLDOWN_SECONDS,
                metric_aggregation_type="Maximum",
                step_adjustments=[
                    policy.StepAdjustmentProperty(
                        metric_interval_lower_bound=0,
                        scaling_adjustment=environment.worker_maximum,
                    )
                ],
            ),
        )
        slots = environment.worker_minimum * environment.worker_concurrency
        # The L2 alarm takes the actions of L2 policies alone, which want an L2 target.
        cloudwatch.CfnAlarm(
            self,
            "BurstAlarm",
            alarm_name=naming.regional("alarm", "worker-burst"),
            alarm_description="Many videos came at once: tasks are started, nobody has to act.",
            namespace="AWS/SQS",
            metric_name="ApproximateNumberOfMessagesVisible",
            dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name="QueueName", value=queue_name)],
            statistic="Maximum",
            period=60,
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=slots * BURST_FILES_PER_SLOT,
            # SQS stops reporting on a queue that has been idle for hours.
            treat_missing_data="notBreaching",
            alarm_actions=[start.ref],
        )

    def _allow_scale_in_protection(self, cluster: ecs.ICluster) -> None:
        # The agent that the task asks calls ECS with the task's role.
        tasks = (
            f"arn:{Aws.PARTITION}:ecs:{Aws.REGION}:{Aws.ACCOUNT_ID}:task/{cluster.cluster_name}/*"
        )
        self.permissions.add_statements(
            iam.PolicyStatement(
                actions=["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"], resources=[tasks]
            )
        )


def _backlog_per_task(queue_name: str, cluster_name: str, service_name: str) -> list[_Query]:
    """Messages visible or in flight, for each running task.

    What is in flight counts: with the visible alone, a service scales in while its tasks work.
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """
    queue = {"QueueName": queue_name}
    service = {"ClusterName": cluster_name, "ServiceName": service_name}
    return [
        _metric("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", queue),
        _metric("in_flight", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", queue),
        _metric("running", "ECS/ContainerInsights", "RunningTaskCount", service),
        _Query(
            id="backlog_per_task",
            label="Backlog per running task",
            expression="(visible + in_flight) / IF(running < 1, 1, running)",
            return_data=True,
        ),
    ]


def _metric(query_id: str, namespace: str, name: str, dimensions: Mapping[str, str]) -> _Query:
    policy = autoscaling.CfnScalingPolicy
    return _Query(
        id=query_id,
        metric_stat=policy.TargetTrackingMetricStatProperty(
            metric=policy.TargetTrackingMetricProperty(
                namespace=namespace,
                metric_name=name,
                dimensions=[
                    policy.TargetTrackingMetricDimensionProperty(name=key, value=value)
                    for key, value in dimensions.items()
                ],
            ),
            stat="Average",
        ),
        return_data=False,
    )
