from __future__ import annotations

import io
import json
import threading

import pytest
from hypothesis import given, strategies as st

from infra.observability import metrics as watched
from video_catalog.telemetry import Metric, Metrics

NAMESPACE = "video-catalog-dev"


def written(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_writes_the_embedded_metric_format() -> None:
    stream = io.StringIO()
    metrics = Metrics(namespace=NAMESPACE, service="worker", stream=stream)
    metrics.put({Metric.PROBED: 1, Metric.BYTES_READ: [2, 3]}, message_id="m1")
    (line,) = written(stream)
    aws = line.pop("_aws")
    assert isinstance(aws, dict)
    assert isinstance(aws.pop("Timestamp"), int)
    assert aws == {
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [["Service"]],
                "Metrics": [
                    {"Name": "Probed", "Unit": "Count"},
                    {"Name": "BytesRead", "Unit": "Bytes"},
                ],
            }
        ]
    }
    assert line == {"Service": "worker", "Probed": 1, "BytesRead": [2, 3], "message_id": "m1"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]], ids=str)
def test_refuses_what_is_no_number(value: float | list[float]) -> None:
    stream = io.StringIO()
    metrics = Metrics(namespace=NAMESPACE, service="worker", stream=stream)
    with pytest.raises(ValueError, match="not JSON compliant"):
        metrics.put({Metric.LATENCY: value})
    assert not stream.getvalue()


def test_refuses_more_values_than_cloudwatch_takes() -> None:
    stream = io.StringIO()
    metrics = Metrics(namespace=NAMESPACE, service="worker", stream=stream)
    metrics.put({Metric.LATENCY: [1.0] * 100})
    with pytest.raises(ValueError, match="Latency: 101 values; expected 100 at most"):
        metrics.put({Metric.LATENCY: [1.0] * 101})
    assert len(written(stream)) == 1


def test_keeps_the_lines_of_threads_apart() -> None:
    stream = io.StringIO()
    metrics = Metrics(namespace=NAMESPACE, service="worker", stream=stream)

    def work() -> None:
        for _ in range(200):
            metrics.put({Metric.PROBED: 1})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written(stream)) == 800


@given(name=st.text(min_size=1), value=st.text() | st.integers() | st.none())
def test_lets_no_property_stand_for_a_metric(name: str, value: object) -> None:
    stream = io.StringIO()
    metrics = Metrics(namespace=NAMESPACE, service="worker", stream=stream)
    metrics.put({Metric.PROBED: 1}, **{name: value, "Probed": "overwritten", "Service": "other"})
    (line,) = written(stream)
    assert (line["Probed"], line["Service"]) == (1, "worker")


def test_has_the_names_that_the_dashboard_shows() -> None:
    constants = {
        name: value
        for name, value in vars(watched).items()
        if name.isupper() and isinstance(value, str) and name not in {"WORKER", "API"}
    }
    assert constants == {metric.name: metric.title for metric in Metric}
