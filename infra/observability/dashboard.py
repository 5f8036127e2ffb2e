"""The dashboard: the pipeline from upload to answer, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.naming import Naming
from infra.observability import metrics
from infra.observability.alarms import Watched
from infra.observability.metrics import API, PERIOD, WORKER, software_metric

WIDTH: Final = 8
HEIGHT: Final = 6


class Dashboard(Construct):
    """A row a station: alarms, queue, worker, database and cache, API."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        watched: Watched,
        alarms: Sequence[cloudwatch.IAlarm],
    ) -> None:
        super().__init__(scope, construct_id)
        self._naming = naming
        dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=naming.account_wide("dashboard"),
            default_interval=Duration.hours(3),
        )
        dashboard.add_widgets(
            cloudwatch.AlarmStatusWidget(
                title="Alarms", alarms=list(alarms), width=3 * WIDTH, height=4
            )
        )
        dashboard.add_widgets(*self._queue(watched))
        dashboard.add_widgets(*self._worker(watched))
        dashboard.add_widgets(*self._stores(watched))
        dashboard.add_widgets(*self._api(watched))

    def _queue(self, watched: Watched) -> list[cloudwatch.GraphWidget]:
        queue = {"QueueName": watched.queue}
        dead_letters = {"QueueName": watched.dead_letter_queue}
        return [
            _graph(
                "Uploads and deletions",
                [_metric("AWS/SQS", "NumberOfMessagesSent", "Sum", queue)],
            ),
            _graph(
                "Backlog",
                [
                    _metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", queue),
                    _metric("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "Maximum", queue),
                    _metric(
                        "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", dead_letters
                    ),
                ],
            ),
            _graph(
                "Wait",
                [
                    _metric("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", queue),
                ],
                right=[self._software(WORKER, metrics.QUEUE_WAIT, "p99")],
            ),
        ]

    def _worker(self, watched: Watched) -> list[cloudwatch.GraphWidget]:
        service = {"ClusterName": watched.cluster, "ServiceName": watched.worker_service}
        return [
            _graph(
                "Files",
                [
                    self._software(WORKER, name, "Sum")
                    for name in (
                        metrics.PROBED,
                        metrics.PERMANENT_ERRORS,
                        metrics.TRANSIENT_ERRORS,
                    )
                ],
            ),
            _graph(
                "Probe",
                [
                    self._software(WORKER, metrics.PROBE_TIME, "p50"),
                    self._software(WORKER, metrics.PROBE_TIME, "p99"),
                ],
                right=[self._software(WORKER, metrics.BYTES_READ, "Average")],
            ),
            _graph(
                "Worker tasks",
                [_metric("ECS/ContainerInsights", "RunningTaskCount", "Average", service)],
                right=[_metric("AWS/ECS", "CPUUtilization", "Average", service)],
            ),
        ]

    def _stores(self, watched: Watched) -> list[cloudwatch.GraphWidget]:
        database = {"DBInstanceIdentifier": watched.database}
        # Any of them may be the primary: it moves at a failover.
        nodes = [{"CacheClusterId": node} for node in watched.cache_nodes]
        return [
            _graph(
                "Database load",
                [_metric("AWS/RDS", "CPUUtilization", "Average", database)],
                right=[_metric("AWS/RDS", "DatabaseConnections", "Maximum", database)],
            ),
            _graph(
                "Database storage",
                [_metric("AWS/RDS", "FreeStorageSpace", "Minimum", database)],
                right=[_metric("AWS/RDS", "ReadLatency", "Average", database)],
            ),
            _graph(
                "Cache",
                [
                    _metric("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", "Maximum", node)
                    for node in nodes
                ],
                right=[_metric("AWS/ElastiCache", "Evictions", "Sum", node) for node in nodes],
            ),
        ]

    def _api(self, watched: Watched) -> list[cloudwatch.GraphWidget]:
        api = {"ApiName": watched.api, "Stage": watched.stage}
        hits = self._software(API, metrics.CACHE_HITS, "Sum")
        misses = self._software(API, metrics.CACHE_MISSES, "Sum")
        ratio = cloudwatch.MathExpression(
            expression="100 * hits / (hits + misses)",
            using_metrics={"hits": hits, "misses": misses},
            label="Cache hit ratio, %",
            period=PERIOD,
        )
        return [
            _graph(
                "Requests",
                [_metric("AWS/ApiGateway", "Count", "Sum", api)],
                right=[
                    _metric("AWS/ApiGateway", "4XXError", "Sum", api),
                    _metric("AWS/ApiGateway", "5XXError", "Sum", api),
                ],
            ),
            _graph(
                "Latency",
                [
                    _metric("AWS/ApiGateway", "Latency", "p50", api),
                    _metric("AWS/ApiGateway", "Latency", "p99", api),
                    self._software(API, metrics.LATENCY, "p99"),
                ],
            ),
            _graph("Answered from the cache", [ratio]),
        ]

    def _software(self, service: str, name: str, statistic: str) -> cloudwatch.Metric:
        return software_metric(self._naming, service, name, statistic)


def _graph(
    title: str,
    left: Sequence[cloudwatch.IMetric],
    right: Sequence[cloudwatch.IMetric] = (),
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title, left=list(left), right=list(right), width=WIDTH, height=HEIGHT
    )


def _metric(
    namespace: str, name: str, statistic: str, dimensions: dict[str, str]
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        dimensions_map=dimensions,
        period=PERIOD,
    )
