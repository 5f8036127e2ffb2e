"""What the software measures, by the names that it writes in CloudWatch's embedded metric format.

The same names stand in services/video_catalog/telemetry; a test compares them.
"""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration, aws_cloudwatch as cloudwatch

from infra.naming import Naming

PERIOD: Final = Duration.minutes(5)
WORKER: Final = "worker"
API: Final = "api"

QUEUE_WAIT: Final = "QueueWait"
PROBE_TIME: Final = "ProbeTime"
BYTES_READ: Final = "BytesRead"
PROBED: Final = "Probed"
PERMANENT_ERRORS: Final = "PermanentErrors"
TRANSIENT_ERRORS: Final = "TransientErrors"
CACHE_HITS: Final = "CacheHits"
CACHE_MISSES: Final = "CacheMisses"
LATENCY: Final = "Latency"


def namespace(naming: Naming) -> str:
    """CloudWatch namespace of an environment's software."""
    return naming.regional("video-catalog")


def software_metric(naming: Naming, service: str, name: str, statistic: str) -> cloudwatch.Metric:
    """A metric of the worker or the API."""
    return cloudwatch.Metric(
        namespace=namespace(naming),
        metric_name=name,
        dimensions_map={"Service": service},
        statistic=statistic,
        period=PERIOD,
    )
