from __future__ import annotations

import json
from typing import Any

from tests.synthesis import only, template


def body(**settings: str) -> dict[str, Any]:
    """The dashboard's body, references in it as `${Name}`."""
    parts = only(template(**settings), "AWS::CloudWatch::Dashboard")["DashboardBody"]["Fn::Join"][1]
    text = "".join(
        part if isinstance(part, str) else f"${{{next(iter(part.values()))}}}" for part in parts
    )
    parsed: dict[str, Any] = json.loads(text.replace("${['", "${").replace("']}", "}"))
    return parsed


def test_shows_the_pipeline_from_upload_to_answer() -> None:
    assert [widget["properties"]["title"] for widget in body()["widgets"]] == [
        "Alarms",
        "Uploads and deletions",
        "Backlog",
        "Wait",
        "Files",
        "Probe",
        "Worker tasks",
        "Database load",
        "Database storage",
        "Cache",
        "Requests",
        "Latency",
        "Answered from the cache",
    ]


def test_shows_what_the_software_measures() -> None:
    shown = {
        (metric[3], metric[1])
        for widget in body()["widgets"]
        for metric in widget["properties"].get("metrics", ())
        if metric[0] == "video-catalog-dev"
    }
    assert shown == {
        ("worker", "QueueWait"),
        ("worker", "ProbeTime"),
        ("worker", "BytesRead"),
        ("worker", "Probed"),
        ("worker", "PermanentErrors"),
        ("worker", "TransientErrors"),
        ("api", "CacheHits"),
        ("api", "CacheMisses"),
        ("api", "Latency"),
    }


def test_shows_every_node_of_the_cache() -> None:
    (graph,) = (
        widget["properties"]
        for widget in body(cacheNodes="3")["widgets"]
        if widget["properties"]["title"] == "Cache"
    )
    names = ["DatabaseMemoryUsagePercentage", "Evictions"]
    assert [(metric[1], metric[3]) for metric in graph["metrics"]] == [
        (name, f"cache-dev-{number:03}") for name in names for number in (1, 2, 3)
    ]
