"""Records as the worker writes them, and as the API answers with them."""

from __future__ import annotations

import threading

from tests.services.api.system import Answer, System
from tests.services.videos import CREATED, METADATA
from video_catalog.events import Event
from video_catalog.metadata import VideoMetadata
from video_catalog.store import video_id
from video_catalog.worker.patience import patiently

ID = str(video_id(CREATED.bucket, CREATED.key))


def record(system: System, event: Event = CREATED, metadata: VideoMetadata = METADATA) -> None:
    """As the worker does, which waits for services that come back."""
    patiently(lambda: system.catalog.record(event, metadata), threading.Event())
    system.cache.forget(event)


def remove(system: System, event: Event) -> None:
    system.catalog.remove(event)
    system.cache.forget(event)


def keys(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [item["key"] for item in answer.document["items"]]
