from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.databases import TestDatabase
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.store import Catalog, Filter, Position, Videos, video_id
from video_catalog.store.videos import DECAY_SECONDS

NAMES: Final = [f"{number}.mp4" for number in range(8)]
HEVC: Final = Filter(test="codec = %s", value="hevc")
OTHER: Final = replace(METADATA, video=(replace(METADATA.video[0], codec="h264"),))

MOST_PAGES: Final = len(NAMES) + 1
"""Of one record each, and an empty one."""

Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete", "page"]), st.integers(0, 7)),
    max_size=30,
)


class Reader:
    """A client that pages through a list until it ends."""

    def __init__(self, videos: Videos, filters: Sequence[Filter], limit: int) -> None:
        self._videos = videos
        self._filters = filters
        self._limit = limit
        self._position: Position | None = None
        self.found: list[str] = []
        self.is_done = False

    async def read_page(self) -> None:
        page = await self._videos.page(self._filters, before=self._position, limit=self._limit)
        self.found += [video.key for video in page]
        self.is_done = not page
        if page:
            self._position = Position(page[-1].created_at, page[-1].id)


class Writer:
    """The worker, which inserts, updates and deletes while the client reads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._events = 1
        self.deleted: set[str] = set()

    def fill(self) -> None:
        for number, name in enumerate(NAMES):
            metadata = OTHER if number % 3 == 0 else METADATA
            self._catalog.record(replace(CREATED, key=name), metadata)

    def take(self, step: str, number: int) -> None:
        self._events += 1
        name = NAMES[number]
        if step == "insert":
            self._catalog.record(replace(CREATED, key=f"new{self._events}"), METADATA)
        elif step == "delete":
            self._catalog.remove(replace(deleted(f"{self._events:04X}"), key=name))
            self.deleted.add(name)
        elif name not in self.deleted:
            metadata = OTHER if number % 3 == 0 else METADATA
            self._catalog.record(replace(created(f"{self._events:04X}"), key=name), metadata)


async def _read(
    database: TestDatabase, writer: Writer, steps: list[Step], limit: int, *, filtered: bool
) -> list[str]:
    async with Videos(database.database, connections=1) as videos:
        reader = Reader(videos, [HEVC] if filtered else [], limit)
        for step, number in steps:
            if step == "page":
                await reader.read_page()
            else:
                await asyncio.to_thread(writer.take, step, number)
        for _ in range(MOST_PAGES):
            await reader.read_page()
        assert reader.is_done
        return reader.found


@given(steps=STEPS, limit=st.integers(1, 5), filtered=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_neither_skip_nor_repeat(
    database: TestDatabase, steps: list[Step], limit: int, *, filtered: bool
) -> None:
    with database.administrator() as connection:
        connection.execute("TRUNCATE video, newest_event CASCADE")
    # The reader comes first, so that all that it does not find was there when it began.
    steps = [("page", 0), *steps]
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        writer = Writer(catalog)
        writer.fill()
        found = asyncio.run(_read(database, writer, steps, limit, filtered=filtered))
    expected = [name for number, name in enumerate(NAMES) if number % 3 or not filtered]
    assert len(found) == len(set(found))
    assert set(found) <= set(expected)
    assert set(expected) - set(found) <= writer.deleted
    assert found == [name for name in reversed(NAMES) if name in found]


def _id(name: str) -> UUID:
    return video_id(CREATED.bucket, name)


async def _count(database: TestDatabase, *names: str) -> None:
    async with Videos(database.database, connections=1) as videos:
        await videos.count({_id(name): 1 for name in names})


async def _popular(database: TestDatabase) -> list[tuple[str, float]]:
    async with Videos(database.database, connections=1) as videos:
        return [(video.key, round(score, 1)) for score, video in await videos.popular(10)]


def test_counts_what_was_not_asked_for_in_years(database: TestDatabase, catalog: Catalog) -> None:
    for name in ("a", "b"):
        catalog.record(replace(CREATED, key=name), METADATA)
    three_years_ago = time.time() - 3 * 366 * 86_400
    with database.administrator() as connection:
        connection.execute(
            "INSERT INTO popularity VALUES (%s, %s)", (_id("a"), three_years_ago / DECAY_SECONDS)
        )
    asyncio.run(_count(database, "a", "b"))
    assert sorted(asyncio.run(_popular(database))) == [("a", 1.0), ("b", 1.0)]


def test_counts_others_while_one_is_deleted(database: TestDatabase, catalog: Catalog) -> None:
    """As a worker deletes: it tells the cache before it commits."""
    for name in ("a", "b"):
        catalog.record(replace(CREATED, key=name), METADATA)
    with database.administrator() as connection, connection.transaction():
        connection.execute("DELETE FROM video WHERE key = 'a'")
        # Not after the deletion, which lasts until this is done.
        asyncio.run(_count(database, "a", "b"))
    assert asyncio.run(_popular(database)) == [("b", 1.0)]


def test_counts_while_one_is_written_anew(database: TestDatabase, catalog: Catalog) -> None:
    catalog.record(replace(CREATED, key="a"), METADATA)
    event = replace(created("2"), key="a")
    catalog.record(event, METADATA, replacing=lambda: asyncio.run(_count(database, "a")))
    assert asyncio.run(_popular(database)) == [("a", 1.0)]
