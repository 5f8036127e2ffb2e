"""A cache of one video's record, and the database behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from tests.services.videos import CREATED
from video_catalog.cache import CacheWriter, RedisCache, entry
from video_catalog.settings import CacheSettings
from video_catalog.store import video_id

ID = video_id(CREATED.bucket, CREATED.key)
KEY = entry.key(ID)

Test = Callable[[RedisCache[bytes]], Awaitable[None]]


class Records:
    """A database of one record, which counts who asks."""

    def __init__(self, record: bytes | None = b"old") -> None:
        self.record = record
        self.loads = 0
        self.begun = asyncio.Event()
        self.going_on = asyncio.Event()
        self.going_on.set()

    async def load(self, _video_id: UUID) -> bytes | None:
        self.loads += 1
        # What the database has when it is asked, whatever happens until the answer arrives.
        record, going_on = self.record, self.going_on
        self.begun.set()
        await going_on.wait()
        return record


def run(settings: CacheSettings, test: Test, record_format: bytes = b"1") -> None:
    async def body() -> None:
        async with RedisCache(settings, record_format=record_format, decode=bytes) as cache:
            await test(cache)

    asyncio.run(body())


async def replace_record(records: Records, writer: CacheWriter, record: bytes | None) -> None:
    """What the worker does with a new version."""
    withheld = await asyncio.to_thread(writer.withhold, CREATED)
    await asyncio.to_thread(withheld.wait)
    records.record = record
    await asyncio.to_thread(writer.forget, CREATED)
