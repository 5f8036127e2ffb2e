"""Metrics in CloudWatch's embedded metric format: log lines that CloudWatch reads as metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, TextIO

MAXIMUM_VALUES: Final = 100
"""Values of one metric that a line may hold."""


class Metric(Enum):
    """A metric's name, and its unit as CloudWatch writes it."""

    QUEUE_WAIT = ("QueueWait", "Milliseconds")
    """From the event to its first reading from the queue."""
    PROBE_TIME = ("ProbeTime", "Milliseconds")
    BYTES_READ = ("BytesRead", "Bytes")
    """Of one video, to probe it."""
    PROBED = ("Probed", "Count")
    PERMANENT_ERRORS = ("PermanentErrors", "Count")
    """Files that were refused for good, and messages that name none, with the reason beside it."""
    TRANSIENT_ERRORS = ("TransientErrors", "Count")
    """Messages that went back to the queue to be tried again."""
    CACHE_HITS = ("CacheHits", "Count")
    CACHE_MISSES = ("CacheMisses", "Count")
    LATENCY = ("Latency", "Milliseconds")
    """From a request to its whole answer."""

    def __init__(self, title: str, unit: str) -> None:
        self.title = title
        self.unit = unit


class Metrics:
    """Writes the metrics of one service, whose name is their only dimension.

    Lines of several threads never mix.
    """

    def __init__(self, *, namespace: str, service: str, stream: TextIO) -> None:
        self._namespace = namespace
        self._service = service
        self._stream = stream
        self._lock = threading.Lock()

    def put(
        self, values: Mapping[Metric, float | Sequence[float]], /, **properties: object
    ) -> None:
        """Write measurements that belong together.

        Args:
            values: one value of each metric, or up to 100 of them, in the metric's unit.
            properties: what else to find them by in the logs; no metric is made of it.

        Raises:
            ValueError: a value is not finite, or there are more than 100 of a metric.
        """
        for metric, value in values.items():
            if isinstance(value, Sequence) and len(value) > MAXIMUM_VALUES:
                raise ValueError(
                    f"{metric.title}: {len(value)} values; expected {MAXIMUM_VALUES} at most."
                )
        line = json.dumps(
            {
                **properties,
                "_aws": {
                    "Timestamp": round(time.time() * 1000),
                    "CloudWatchMetrics": [
                        {
                            "Namespace": self._namespace,
                            "Dimensions": [["Service"]],
                            "Metrics": [{"Name": each.title, "Unit": each.unit} for each in values],
                        }
                    ],
                },
                "Service": self._service,
                **{metric.title: value for metric, value in values.items()},
            },
            allow_nan=False,
            default=str,
        )
        with self._lock:
            self._stream.write(f"{line}\n")
            self._stream.flush()
