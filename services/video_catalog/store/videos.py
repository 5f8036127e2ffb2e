"""The records as the API reads them."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import QueryCanceled, ReadOnlySqlTransaction
from psycopg_pool import PoolTimeout

from video_catalog.errors import UnavailableError
from video_catalog.store.connection import Database, answered

HALF_LIFE_SECONDS: Final = 86_400
"""After which a request counts half in a video's popularity."""

DECAY_SECONDS: Final = HALF_LIFE_SECONDS / math.log(2)


@dataclass(frozen=True, kw_only=True)
class Video:
    """A record: what is known of an object's newest version.

    Attributes:
        id: of the record, the same for every version of the object.
        bucket: its name.
        key: of the object.
        version_id: S3's.
        etag: S3's.
        size: in bytes.
        status: `probed` or `refused`.
        reason: why it was refused.
        error: what was wrong, for a person.
        probe_version: of the software that probed it.
        container: FFmpeg's names of the demuxer, as `mov,mp4,m4a,3gp,3g2,mj2`.
        codec: FFmpeg's name of the main video's codec, as `h264`.
        hdr: the main video's kind of dynamic range.
        width: of the main video, in pixels.
        height: of the main video, in pixels.
        frame_rate: average of the main video, in frames a second.
        duration: in seconds.
        created_at: when the object was first recorded.
        updated_at: when the record was written last.
    """

    id: UUID
    bucket: str
    key: str
    version_id: str | None
    etag: str | None
    size: int | None
    status: str
    reason: str | None
    error: str | None
    probe_version: int
    container: str | None
    codec: str | None
    hdr: str | None
    width: int | None
    height: int | None
    frame_rate: float | None
    duration: float | None
    created_at: datetime
    updated_at: datetime


class Position(NamedTuple):
    """Where a record stands in the order of lists: by time, then by id.

    Attributes:
        created_at: of the record.
        id: of the record.
    """

    created_at: datetime
    id: UUID


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A test of one column.

    Attributes:
        test: in SQL, with one placeholder.
        value: for the placeholder.
    """

    test: str
    value: object


COLUMNS: Final = ", ".join(f"video.{name}" for name in Video.__dataclass_fields__)
GET: Final = f"SELECT {COLUMNS}, sequencer, probe::text FROM video WHERE id = %s"  # noqa: S608 - made of constants
POPULAR: Final = f"""\
SELECT popularity.score, {COLUMNS} FROM popularity JOIN video USING (id)
ORDER BY popularity.score DESC, popularity.id LIMIT %s"""  # noqa: S608 - likewise

# In the order of ids, so that two that count at once can't wait for each other. A video that a
# worker is deleting is passed over: to wait for it would end in a violated foreign key, and lose
# the counts of all. PostgreSQL's exp fails where its result would be nothing, as after three years.
COUNT: Final = """\
INSERT INTO popularity (id, score)
SELECT video.id, added.score FROM unnest(%s::uuid[], %s::float8[]) AS added (id, score)
JOIN video ON video.id = added.id ORDER BY video.id FOR KEY SHARE OF video SKIP LOCKED
ON CONFLICT (id) DO UPDATE SET score = greatest(popularity.score, excluded.score)
    + ln(1 + exp(-least(abs(popularity.score - excluded.score), 700)))"""


class Videos:
    """Records for the tasks of one event loop; used as a context.

    Every method raises UnavailableError where PostgreSQL does not answer.
    """

    def __init__(self, database: Database, *, connections: int) -> None:
        self._pool = database.async_pool(connections)

    async def __aenter__(self) -> Self:
        await self._pool.open(wait=False)
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self._pool.close()

    async def ping(self) -> None:
        """Come back when PostgreSQL has answered, with the schema there."""
        await self._rows("SELECT 1 FROM video LIMIT 1", ())

    async def get(self, video_id: UUID) -> tuple[Video, str | None, str | None] | None:
        """A record, its sequencer, and what the probe found as JSON; `None` where there is none."""
        rows = await self._rows(GET, (video_id,))
        if not rows:
            return None
        *columns, sequencer, probe = rows[0]
        return _video(columns), sequencer or None, probe

    async def page(
        self, filters: Sequence[Filter], *, before: Position | None, limit: int
    ) -> list[Video]:
        """Records, the newest first.

        Args:
            filters: what all must pass.
            before: where to go on, towards the older; `None` starts at the newest.
            limit: how many at most.
        """
        query, values = page_query(filters, before=before, limit=limit)
        # What is rare and what is common among the values asks for different plans.
        return [_video(row) for row in await self._rows(query, values, prepare=False)]

    async def popular(self, limit: int) -> list[tuple[float, Video]]:
        """Records that were asked for most lately, each with its count, which halves every day."""
        now = time.time() / DECAY_SECONDS
        return [
            (math.exp(score - now), _video(columns))
            for score, *columns in await self._rows(POPULAR, (limit,))
        ]

    async def count(self, requests: Mapping[UUID, int]) -> None:
        """Count requests for videos, now; those that have no record are left out."""
        now = time.time() / DECAY_SECONDS
        scores = [now + math.log(count) for count in requests.values()]
        async with self._connection() as connection:
            await connection.execute(COUNT, (_array(requests), _array(scores)))

    async def _rows(
        self, query: str, parameters: Sequence[object], *, prepare: bool | None = None
    ) -> list[tuple[Any, ...]]:
        try:
            return await self._fetch(query, parameters, prepare=prepare)
        except UnavailableError as error:
            # Of a query that took too long, a second would take as long again.
            if isinstance(error.__cause__, PoolTimeout | QueryCanceled):
                raise
            # After a failover every idle connection is dead, and a new one may be had.
            await self._pool.check()
        return await self._fetch(query, parameters, prepare=prepare)

    async def _fetch(
        self, query: str, parameters: Sequence[object], *, prepare: bool | None
    ) -> list[tuple[Any, ...]]:
        async with self._connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(query, parameters, prepare=prepare)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        with answered():
            async with self._pool.connection() as connection:
                try:
                    yield connection
                except ReadOnlySqlTransaction:
                    # The pool makes another, to a server that takes writes.
                    await connection.close()
                    raise


def page_query(
    filters: Sequence[Filter], *, before: Position | None, limit: int
) -> tuple[str, list[object]]:
    """A page's query, and the values of its placeholders.

    Args:
        filters: what all must pass.
        before: where to go on, towards the older; `None` starts at the newest.
        limit: how many at most.
    """
    tests = [each.test for each in filters]
    values = [each.value for each in filters]
    if before is not None:
        tests.append("(created_at, id) < (%s, %s)")
        values += before
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    query = f"SELECT {COLUMNS} FROM video {where} ORDER BY created_at DESC, id DESC LIMIT %s"  # noqa: S608 - tests hold placeholders
    return query, [*values, limit]


def _array(values: Iterable[object]) -> str:
    """An array as PostgreSQL writes it, of values without quotes.

    Psycopg looks at each value of a list: for thousands, that would hold up every request.
    """
    return f"{{{','.join(map(str, values))}}}"


def _video(columns: Sequence[Any]) -> Video:
    return Video(**dict(zip(Video.__dataclass_fields__, columns, strict=True)))
