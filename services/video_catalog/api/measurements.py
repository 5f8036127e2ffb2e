"""What the API measures: written together, as soon as a line is full, else once a second."""

from __future__ import annotations

from video_catalog.telemetry import Metric, Metrics
from video_catalog.telemetry.metrics import MAXIMUM_VALUES


class Measurements:
    """Gathers what the requests of one event loop measure."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._latencies: list[float] = []
        self._hits = 0
        self._misses = 0

    def add_latency(self, nanoseconds: int) -> None:
        """From a request to its whole answer."""
        # In whole microseconds: to write more digits took more than to find a record.
        self._latencies.append(nanoseconds // 1000 / 1000)
        # All lines of a second at once would hold up every request for some 10 ms.
        if len(self._latencies) == MAXIMUM_VALUES:
            self._write_latencies()

    def add_lookup(self, *, hit: bool) -> None:
        """A record was asked for."""
        if hit:
            self._hits += 1
        else:
            self._misses += 1

    def write(self) -> None:
        """Write what was gathered since."""
        if self._latencies:
            self._write_latencies()
        if self._hits or self._misses:
            self._metrics.put({Metric.CACHE_HITS: self._hits, Metric.CACHE_MISSES: self._misses})
            self._hits = self._misses = 0

    def _write_latencies(self) -> None:
        self._metrics.put({Metric.LATENCY: self._latencies})
        self._latencies = []
