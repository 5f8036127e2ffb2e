"""The cache in Redis, as the API reads it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar
from uuid import UUID

from redis.exceptions import RedisError

from video_catalog.cache import entry
from video_catalog.cache.answer import Answer, Decode, Load
from video_catalog.cache.batch import Batch
from video_catalog.cache.connection import Access
from video_catalog.cache.copies import Copies
from video_catalog.errors import UnavailableError
from video_catalog.settings import CacheSettings

logger = logging.getLogger(__name__)

T = TypeVar("T")

AWAY_SECONDS: Final = 1.0
"""How long a cache that did not answer is left alone."""

POLL_SECONDS: Final = 0.01
POLLS: Final = 50
"""How often the lease of another process is looked at before the record is loaded anyway."""

LEASE_BYTES: Final = 12
JITTER: Final = 0.1
"""By which part records live longer or shorter, so that they don't end together."""

TAKE_LEASE: Final = """\
local found = redis.call('GET', KEYS[1])
if found and (string.sub(found, 1, 1) ~= 'V' or string.sub(found, 1, #ARGV[2]) == ARGV[2]) then
    return found
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return false"""

PUT: Final = """\
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end"""

GIVE_UP: Final = """\
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('DEL', KEYS[1])
end"""


class _AwayError(Exception):
    """Redis does not answer."""


class RedisCache(Generic[T]):
    """Remembers records in Redis, for the tasks of one event loop; used as a context."""

    def __init__(self, settings: CacheSettings, *, record_format: bytes, decode: Decode[T]) -> None:
        """Build the cache; it connects when it is first asked.

        Args:
            settings: where Redis is.
            record_format: of the records; others are loaded anew.
            decode: makes of a record what readers get.
        """
        self._access = Access(settings)
        self._prefix = entry.RECORD + record_format
        self._decode = decode
        self._copies = Copies(self._prefix, lambda record: Answer(decode(record), hit=True))
        self._redis = self._access.reader_client(self._copies)
        self._reads = Batch(self._redis.read)
        self._loading: dict[bytes, asyncio.Future[bytes | None]] = {}
        self._loads: set[asyncio.Task[bytes | None]] = set()
        self._back_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        # Who asked may have gone away. What still loads would connect again after the end.
        await asyncio.gather(*self._loads, return_exceptions=True)
        await self._reads.aclose()
        await self._redis.aclose()

    async def get(self, video_id: UUID, load: Load) -> Answer[T]:
        """The record, remembered or loaded.

        It is never older than the one that the database had when it was asked for. Where Redis is
        away the answer is slower, and that is no error.

        Raises:
            Exception: whatever `load` raises.
        """
        key = entry.key(video_id)
        answer = self._copies.get(key)
        if answer is None:
            return await self._get(key, video_id, load)
        if self._copies.are_to_be_renewed:
            self._redis.renew()
        return answer

    async def _get(self, key: bytes, video_id: UUID, load: Load) -> Answer[T]:
        try:
            for _ in range(POLLS):
                found = await self._ask(self._reads.get, key)
                if found is not None and found.startswith(self._prefix):
                    return self._hit(found)
                if found is None or found.startswith(entry.RECORD):
                    lease = entry.LEASE + secrets.token_bytes(LEASE_BYTES)
                    found = await self._lease(key, lease)
                    if found is None:
                        return self._miss(await self._load(key, lease, video_id, load))
                    # Another reader was first.
                    if found.startswith(self._prefix):
                        return self._hit(found)
                if found == entry.NONE:
                    return Answer(None, hit=True)
                if found.startswith(entry.WITHHELD):
                    break
                # The lease stood there after this was asked for: what it loads is new enough.
                if loading := self._loading.get(found):
                    return self._miss(await asyncio.shield(loading))
                await asyncio.sleep(POLL_SECONDS)
        except _AwayError:
            pass
        return self._miss(await load(video_id))

    def _hit(self, found: bytes) -> Answer[T]:
        return Answer(self._decode(found[len(self._prefix) :]), hit=True)

    def _miss(self, record: bytes | None) -> Answer[T]:
        return Answer(None if record is None else self._decode(record), hit=False)

    async def _lease(self, key: bytes, lease: bytes) -> bytes | None:
        """Take the lease; else what stands there."""
        # Before others can see it.
        self._loading[lease] = asyncio.get_running_loop().create_future()
        found: bytes | None = b""
        try:
            found = await self._run(
                TAKE_LEASE, key, lease, self._prefix, 1000 * entry.LEASE_SECONDS
            )
            if found == lease:
                # It was taken, and the answer was lost.
                found = None
        finally:
            if found is not None:
                del self._loading[lease]
        return found

    async def _load(self, key: bytes, lease: bytes, video_id: UUID, load: Load) -> bytes | None:
        # In a task of its own: others wait for it, should the first who asked go away.
        task = asyncio.create_task(self._load_and_put(key, lease, video_id, load))
        self._loads.add(task)
        task.add_done_callback(self._loads.discard)
        return await asyncio.shield(task)

    async def _load_and_put(
        self, key: bytes, lease: bytes, video_id: UUID, load: Load
    ) -> bytes | None:
        loading = self._loading[lease]
        try:
            record = await load(video_id)
        except Exception as error:
            loading.set_exception(error)
            # It is no defect that nobody else waits.
            loading.exception()
            with contextlib.suppress(_AwayError):
                await self._run(GIVE_UP, key, lease)
            raise
        else:
            loading.set_result(record)
            value, seconds = entry.NONE, float(entry.NONE_SECONDS)
            if record is not None:
                value, seconds = self._prefix + record, _jittered(entry.RECORD_SECONDS)
            with contextlib.suppress(_AwayError):
                await self._run(PUT, key, lease, value, round(1000 * seconds))
            return record
        finally:
            del self._loading[lease]

    async def _run(self, script: str, key: bytes, *values: bytes | int) -> bytes | None:
        # Redis knows a script again that it has run.
        return await self._ask(self._redis.execute, "EVAL", script, 1, key, *values)

    async def _ask(self, ask: Callable[..., Awaitable[bytes | None]], *values: Any) -> bytes | None:  # noqa: ANN401 - what `ask` takes
        if time.monotonic() < self._back_at:
            raise _AwayError
        try:
            return await ask(*values)
        except (RedisError, OSError, UnavailableError) as error:
            await self._leave_alone(error)
            raise _AwayError from error

    async def _leave_alone(self, error: Exception) -> None:
        if time.monotonic() >= self._back_at:
            self._back_at = time.monotonic() + AWAY_SECONDS
            logger.warning("Going on without the cache for %.0f s: %s", AWAY_SECONDS, error)
            # After a failover the old primary may still answer: the next connection is new.
            self._redis.disconnect()
            with contextlib.suppress(UnavailableError):
                await asyncio.to_thread(self._access.renew, error)


def _jittered(seconds: int) -> float:
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
