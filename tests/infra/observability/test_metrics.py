from __future__ import annotations

from infra.observability import metrics
from video_catalog.telemetry.metrics import Metric


def test_names_are_those_that_the_software_writes() -> None:
    watched = {
        value
        for name, value in vars(metrics).items()
        if name.isupper() and isinstance(value, str) and name not in {"WORKER", "API"}
    }
    assert watched == {metric.title for metric in Metric}
