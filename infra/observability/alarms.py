"""Alarms: each says that somebody has to act, to one encrypted topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aws_cdk import (
    Aws,
    RemovalPolicy,
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as actions,
    aws_iam as iam,
    aws_kms as kms,
    aws_sns as sns,
)
from constructs import Construct

from infra.environment import Environment
from infra.naming import Naming
from infra.observability.metrics import PERIOD

GIB: Final = 1024**3
NOT_BREACHING: Final = cloudwatch.TreatMissingData.NOT_BREACHING
BREACHING: Final = cloudwatch.TreatMissingData.BREACHING
ABOVE: Final = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW: Final = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Names of what the alarms watch, as CloudWatch's dimensions have them.

    Attributes:
        queue: the ingest queue.
        dead_letter_queue: its dead-letter queue.
        database: the RDS instance.
        max_connections: what the database admits.
        cache_nodes: the replication group's nodes.
        api: the REST API.
        stage: its stage.
        cluster: the ECS cluster.
        worker_service: the worker's service.
        api_service: the API's service.
        rotation: the function that rotates the secrets.
    """

    queue: str
    dead_letter_queue: str
    database: str
    max_connections: int
    cache_nodes: tuple[str, ...]
    api: str
    stage: str
    cluster: str
    worker_service: str
    api_service: str
    rotation: str


class Alarms(Construct):
    """The alarms of one environment.

    Attributes:
        topic: where they are sent; operators subscribe to it.
        alarms: all of them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        environment: Environment,
        key: kms.IKey,
        watched: Watched,
    ) -> None:
        super().__init__(scope, construct_id)
        self._naming = naming
        self.alarms: list[cloudwatch.Alarm] = []
        self.topic = sns.Topic(
            self,
            "Topic",
            topic_name=naming.regional("topic", "alarms"),
            master_key=key,
            enforce_ssl=True,
        )
        self.topic.apply_removal_policy(RemovalPolicy.DESTROY)
        self._allow_alarms()
        self._watch_queue(watched)
        self._watch_database(environment, watched)
        self._watch_cache(watched)
        self._watch_api(watched)
        self._watch_tasks(environment, watched)
        self._watch_rotation(watched)

    def _allow_alarms(self) -> None:
        alarms = f"arn:{Aws.PARTITION}:cloudwatch:{Aws.REGION}:{Aws.ACCOUNT_ID}:alarm:*"
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Alarms",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": alarms},
                },
            )
        )

    def _watch_queue(self, watched: Watched) -> None:
        self._alarm(
            "QueueAge",
            role="queue-age",
            says="A video has waited for more than 15 minutes: the workers don't keep up.",
            metric=_metric(
                "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", QueueName=watched.queue
            ),
            comparison=ABOVE,
            threshold=900,
            periods=1,
            # An empty queue has no oldest message.
            missing=NOT_BREACHING,
        )
        self._alarm(
            "DeadLetters",
            role="dead-letters",
            says="Messages were given up: look at them, mend the cause, redrive them.",
            metric=_metric(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "Maximum",
                QueueName=watched.dead_letter_queue,
            ),
            comparison=ABOVE,
            threshold=0,
            periods=1,
            # SQS stops reporting on a queue that has been idle for hours.
            missing=NOT_BREACHING,
        )

    def _watch_database(self, environment: Environment, watched: Watched) -> None:
        database = {"DBInstanceIdentifier": watched.database}
        self._alarm(
            "DatabaseCpu",
            role="database-cpu",
            says="The database has been busy for 15 minutes.",
            metric=_metric("AWS/RDS", "CPUUtilization", "Average", **database),
            comparison=ABOVE,
            threshold=80,
            periods=3,
            # A database that reports nothing is not there.
            missing=BREACHING,
        )
        self._alarm(
            "DatabaseStorage",
            role="database-storage",
            says="Little storage has been free for 15 minutes: autoscaling has not helped.",
            metric=_metric("AWS/RDS", "FreeStorageSpace", "Minimum", **database),
            comparison=BELOW,
            # RDS grows the storage when a tenth of it is left, which is never less than this.
            threshold=environment.database_storage_gib * GIB // 10,
            periods=3,
            # As above, for this and the next.
            missing=BREACHING,
        )
        self._alarm(
            "DatabaseConnections",
            role="database-connections",
            says="Four fifths of the connections are taken.",
            metric=_metric("AWS/RDS", "DatabaseConnections", "Maximum", **database),
            comparison=ABOVE,
            threshold=watched.max_connections * 4 // 5,
            periods=3,
            missing=BREACHING,
        )

    def _watch_cache(self, watched: Watched) -> None:
        for construct_id, role, says, metric, statistic, threshold in (
            (
                "CacheMemory",
                "cache-memory",
                "A node of the cache has been nearly full for 15 minutes.",
                "DatabaseMemoryUsagePercentage",
                "Maximum",
                90,
            ),
            (
                "CacheEvictions",
                "cache-evictions",
                "The cache drops entries before their time: it is too small for what is popular.",
                "Evictions",
                "Sum",
                1000,
            ),
        ):
            self._alarm(
                construct_id,
                role=role,
                says=says,
                metric=_worst_node(watched, metric, statistic),
                comparison=ABOVE,
                threshold=threshold,
                periods=3,
                # Without its cache the API is slower, not wrong.
                missing=cloudwatch.TreatMissingData.MISSING,
            )

    def _watch_api(self, watched: Watched) -> None:
        api = {"ApiName": watched.api, "Stage": watched.stage}
        self._alarm(
            "ApiErrors",
            role="api-errors",
            says="More than one request in a hundred failed on our side.",
            # The average of a count of failures for each request is their share.
            metric=_metric("AWS/ApiGateway", "5XXError", "Average", **api),
            comparison=ABOVE,
            threshold=0.01,
            periods=2,
            # Nobody asks at night: no request, no measurement; so for the latency.
            missing=NOT_BREACHING,
        )
        self._alarm(
            "ApiLatency",
            role="api-latency",
            says="One request in a hundred takes longer than a second, for 15 minutes.",
            metric=_metric("AWS/ApiGateway", "Latency", "p99", **api),
            comparison=ABOVE,
            threshold=1000,
            periods=3,
            missing=NOT_BREACHING,
        )

    def _watch_tasks(self, environment: Environment, watched: Watched) -> None:
        for construct_id, role, service, minimum in (
            ("WorkerTasks", "worker-tasks", watched.worker_service, environment.worker_minimum),
            ("ApiTasks", "api-tasks", watched.api_service, environment.api_minimum),
        ):
            self._alarm(
                construct_id,
                role=role,
                says=f"Fewer than {minimum} tasks of {service} run.",
                metric=_metric(
                    "ECS/ContainerInsights",
                    "RunningTaskCount",
                    "Minimum",
                    ClusterName=watched.cluster,
                    ServiceName=service,
                ),
                comparison=BELOW,
                threshold=minimum,
                periods=2,
                # A service without tasks may report nothing instead of zero.
                missing=BREACHING,
            )

    def _watch_rotation(self, watched: Watched) -> None:
        self._alarm(
            "RotationErrors",
            role="rotation-errors",
            says="A secret was not rotated: its old value still holds, and a leaked one too.",
            metric=_metric("AWS/Lambda", "Errors", "Sum", FunctionName=watched.rotation),
            comparison=ABOVE,
            threshold=0,
            periods=1,
            # It runs on a few days a month.
            missing=NOT_BREACHING,
        )

    def _alarm(
        self,
        construct_id: str,
        *,
        role: str,
        says: str,
        metric: cloudwatch.IMetric,
        comparison: cloudwatch.ComparisonOperator,
        threshold: float,
        periods: int,
        missing: cloudwatch.TreatMissingData,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            alarm_name=self._naming.regional("alarm", role),
            alarm_description=says,
            metric=metric,
            comparison_operator=comparison,
            threshold=threshold,
            evaluation_periods=periods,
            treat_missing_data=missing,
        )
        action = actions.SnsAction(self.topic)
        alarm.add_alarm_action(action)
        alarm.add_ok_action(action)
        self.alarms.append(alarm)


def _worst_node(watched: Watched, name: str, statistic: str) -> cloudwatch.MathExpression:
    """The worst of the cache's nodes, which ElastiCache reports one by one."""
    nodes = {
        f"node{number}": _metric("AWS/ElastiCache", name, statistic, CacheClusterId=node)
        for number, node in enumerate(watched.cache_nodes, start=1)
    }
    return cloudwatch.MathExpression(
        expression=f"MAX([{', '.join(nodes)}])",
        using_metrics=dict(nodes),
        label=name,
        period=PERIOD,
    )


def _metric(namespace: str, name: str, statistic: str, **dimensions: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        dimensions_map=dimensions,
        period=PERIOD,
    )
