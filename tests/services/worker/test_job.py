"""What is recorded in the end, of an object that S3 no longer has as its events say."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from tests.services.cache.conftest import valkey, valkey_server
from tests.services.databases import TestDatabase
from tests.services.probe.conftest import BUCKET, Bucket, bucket, parsers
from tests.services.valkey import Valkey
from tests.services.worker.pipeline import video
from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.events import Event, Kind, body
from video_catalog.metadata import PROBE_VERSION
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.store import Catalog
from video_catalog.telemetry import Metrics
from video_catalog.worker.job import Job
from video_catalog.worker.queue import Message

__all__ = ["bucket", "parsers", "valkey", "valkey_server"]


@pytest.fixture
def job(bucket: Bucket, parsers: Parsers, database: TestDatabase, valkey: Valkey) -> Iterator[Job]:
    cache = CacheWriter(valkey.settings)
    with Catalog(database.database, probe_version=PROBE_VERSION, threads=1) as catalog:
        yield Job(
            prober=S3Prober(bucket.requests, parsers, Limits()),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            metrics=Metrics(namespace="test", service="worker", stream=io.StringIO()),
        )


def message(event: Event) -> Message:
    return Message(
        id="m",
        receipt="r",
        body=body(event),
        sent_at=datetime.now(UTC),
        receives=1,
        attributes={},
    )


@pytest.mark.parametrize(
    "names", list(permutations(["older created", "newer created", "newer deleted"])), ids=", ".join
)
def test_keeps_no_version_once_the_newest_was_deleted_for_good(
    job: Job, bucket: Bucket, database: TestDatabase, names: tuple[str, ...]
) -> None:
    older, newer = (bucket.upload(video(width)) for width in (16, 32))
    bucket.client.delete_object(Bucket=BUCKET, Key=newer.key, VersionId=newer.version_id)
    events = {
        "older created": replace(older, sequencer="1"),
        "newer created": replace(newer, sequencer="2"),
        "newer deleted": replace(newer, kind=Kind.DELETED, etag=None, size=None, sequencer="3"),
    }
    for name in names:
        job(message(events[name]), threading.Event())
    with database.administrator() as connection:
        assert connection.execute("SELECT version_id, status FROM video").fetchall() == []
