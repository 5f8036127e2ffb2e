from __future__ import annotations

import io
import json

import pytest

from video_catalog.api.measurements import Measurements
from video_catalog.telemetry import Metrics


@pytest.mark.parametrize(
    ("requests", "at_once", "in_all"),
    [
        pytest.param(0, [], [], id="none"),
        pytest.param(99, [], [99], id="less than a line"),
        pytest.param(100, [100], [100], id="a line"),
        pytest.param(250, [100, 100], [100, 100, 50], id="lines, and some more"),
    ],
)
def test_writes_latencies_by_full_lines(
    requests: int, at_once: list[int], in_all: list[int]
) -> None:
    stream = io.StringIO()
    measurements = Measurements(Metrics(namespace="n", service="api", stream=stream))

    def lines() -> list[list[float]]:
        return [json.loads(line)["Latency"] for line in stream.getvalue().splitlines()]

    for number in range(requests):
        measurements.add_latency(1_000_000 * number + 999)
    assert [len(line) for line in lines()] == at_once
    for _ in range(2):
        measurements.write()
        assert [len(line) for line in lines()] == in_all
    assert [each for line in lines() for each in line] == list(range(requests))
