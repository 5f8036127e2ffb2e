"""What the API measures: written together, once a second."""

from __future__ import annotations

from itertools import islice

from video_catalog.telemetry import Metric, Metrics
from video_catalog.telemetry.metrics import MAXIMUM_VALUES


class Measurements:
    """Gathers what the requests of one event loop measure."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._latencies: list[float] = []
        self._hits = 0
        self._misses = 0

    def add_latency(self, milliseconds: float) -> None:
        """From a request to its whole answer."""
        self._latencies.append(milliseconds)

    def add_lookup(self, *, hit: bool) -> None:
        """A record was asked for."""
        if hit:
            self._hits += 1
        else:
            self._misses += 1

    def write(self) -> None:
        """Write what was gathered since."""
        latencies = iter(self._latencies)
        self._latencies = []
        while values := list(islice(latencies, MAXIMUM_VALUES)):
            self._metrics.put({Metric.LATENCY: values})
        if self._hits or self._misses:
            self._metrics.put({Metric.CACHE_HITS: self._hits, Metric.CACHE_MISSES: self._misses})
            self._hits = self._misses = 0
