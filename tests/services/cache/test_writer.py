from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

import pytest

from tests.services.databases import TestDatabase
from tests.services.partition import Partition
from tests.services.valkey import Valkey
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.cache import CacheWriter, Withheld, WithholdingCatalog, entry
from video_catalog.errors import PermanentError, Reason, UnavailableError
from video_catalog.events import Event
from video_catalog.store import Catalog, video_id

KEY = entry.key(video_id(CREATED.bucket, CREATED.key))
WAIT_SECONDS: Final = 30
REFUSED = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: text; expected a video.")


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda catalog: catalog.record(CREATED, METADATA), id="record"),
        pytest.param(lambda catalog: catalog.refuse(CREATED, REFUSED), id="refuse"),
        pytest.param(lambda catalog: catalog.remove(deleted("2")), id="remove"),
    ],
)
def test_writes_nothing_that_the_cache_could_hide(
    database: TestDatabase, valkey: Valkey, write: object
) -> None:
    assert callable(write)
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        withholding = WithholdingCatalog(catalog, CacheWriter(valkey.settings))
        valkey.stop()
        try:
            with pytest.raises(UnavailableError, match="Redis: "):
                write(withholding)
        finally:
            valkey.start()
        assert not withholding.is_settled(CREATED)
        write(withholding)
        assert withholding.is_settled(CREATED)
    with valkey.client() as client:
        assert client.get(KEY).startswith(entry.WITHHELD)


def test_leaves_a_primary_that_is_no_longer_one(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.writer.CONNECTION_SECONDS", 0)
    with Valkey() as other, Partition(valkey.host, valkey.port) as front:
        writer = CacheWriter(replace(valkey.settings, host=front.host, port=front.port))
        writer.withhold(CREATED)
        front.lead_to(other.host, other.port)
        writer.withhold(CREATED)
        with other.client() as client:
            assert client.get(KEY).startswith(entry.WITHHELD)


class Counting(CacheWriter):
    """Tells how often it withheld, and when it has for the first time."""

    def __init__(self, valkey: Valkey) -> None:
        super().__init__(valkey.settings)
        self.count = 0
        self.has_withheld = threading.Event()

    def withhold(self, event: Event) -> Withheld:
        withheld = super().withhold(event)
        self.count += 1
        self.has_withheld.set()
        return withheld


@pytest.mark.parametrize(
    ("fresh_seconds", "expected"),
    [
        pytest.param(10.0, 1, id="in time"),
        pytest.param(0.0, 2, id="too long ago"),
    ],
)
def test_withholds_while_it_expects_a_record(
    database: TestDatabase,
    valkey: Valkey,
    monkeypatch: pytest.MonkeyPatch,
    fresh_seconds: float,
    expected: int,
) -> None:
    monkeypatch.setattr("video_catalog.cache.writer.FRESH_SECONDS", fresh_seconds)
    writer = Counting(valkey)
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        withholding = WithholdingCatalog(catalog, writer)
        with withholding.expecting(CREATED):
            assert writer.has_withheld.wait(WAIT_SECONDS)
            assert held(valkey) == "W"
            withholding.record(CREATED, METADATA)
        assert writer.count == expected
        # What was expected before says nothing of what is written later.
        withholding.record(CREATED, METADATA)
        assert writer.count == expected + 1


def test_expects_a_record_while_redis_is_away(database: TestDatabase, valkey: Valkey) -> None:
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        withholding = WithholdingCatalog(catalog, CacheWriter(valkey.settings))
        valkey.stop()
        try:
            with withholding.expecting(CREATED), pytest.raises(UnavailableError, match="Redis: "):
                withholding.record(CREATED, METADATA)
        finally:
            valkey.start()
        assert not withholding.is_settled(CREATED)


def held(valkey: Valkey) -> str:
    """What the key holds, by its first letter; `-` is nothing."""
    with valkey.client() as client:
        found = client.get(KEY)
    return found[:1].decode() if found else "-"


Step = tuple[str, int, Event]
NEWER = created("2")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([("withhold", 0, CREATED), ("forget", 0, CREATED)], "W-", id="one writer"),
        pytest.param([("forget", 0, CREATED)], "-", id="a mark that was lost"),
        pytest.param(
            [("withhold", 0, CREATED), ("withhold", 0, CREATED), ("forget", 0, CREATED)],
            "WW-",
            id="tried again",
        ),
        pytest.param(
            [
                ("withhold", 0, CREATED),
                ("withhold", 1, NEWER),
                ("forget", 1, NEWER),
                ("forget", 0, CREATED),
            ],
            "WWW-",
            id="the first goes on after the second",
        ),
        pytest.param(
            [
                ("withhold", 0, CREATED),
                ("withhold", 0, NEWER),
                ("forget", 0, CREATED),
                ("forget", 0, NEWER),
            ],
            "WWW-",
            id="two threads of a worker",
        ),
        pytest.param(
            [
                ("withhold", 0, CREATED),
                ("withhold", 1, CREATED),
                ("forget", 0, CREATED),
                ("forget", 1, CREATED),
            ],
            "WWW-",
            id="one event, two workers",
        ),
    ],
)
def test_withholds_until_every_writer_is_done(
    valkey: Valkey, steps: list[Step], expected: str
) -> None:
    writers = [CacheWriter(valkey.settings) for _ in range(2)]
    found = ""
    for step, writer, event in steps:
        getattr(writers[writer], step)(event)
        found += held(valkey)
    assert found == expected


def test_withholds_for_a_time(valkey: Valkey) -> None:
    writer, other = (CacheWriter(valkey.settings) for _ in range(2))
    writer.withhold(CREATED)
    other.withhold(CREATED)
    other.forget(CREATED)
    with valkey.client() as client:
        assert 0 < client.ttl(KEY) <= entry.WITHHELD_SECONDS


def test_forgets_what_was_put(valkey: Valkey) -> None:
    with valkey.client() as client:
        client.set(KEY, entry.RECORD)
    CacheWriter(valkey.settings).forget(CREATED)
    assert held(valkey) == "-"
