"""The cache in Redis, as the worker keeps it from remembering what has changed."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple, Protocol

from redis.exceptions import RedisError

from video_catalog.background import in_background
from video_catalog.cache import entry
from video_catalog.cache.connection import CONNECTION_SECONDS, Access
from video_catalog.cache.copies import COPY_SECONDS
from video_catalog.errors import PermanentError, UnavailableError
from video_catalog.events import Event
from video_catalog.metadata import VideoMetadata
from video_catalog.settings import CacheSettings
from video_catalog.store import Replacing, video_id

# The marks of others stay: they may not have committed yet.
WITHHOLD: Final = """\
local found = redis.call('GET', KEYS[1])
local marks = 'W'
if found and string.sub(found, 1, 1) == 'W' then
    marks = found
end
if not string.find(marks, ARGV[1], 2, true) then
    marks = marks .. ARGV[1]
end
redis.call('SET', KEYS[1], marks, 'EX', ARGV[2])"""

FORGET: Final = """\
local found = redis.call('GET', KEYS[1])
if found and string.sub(found, 1, 1) == 'W' then
    local first, last = string.find(found, ARGV[1], 2, true)
    if first then
        found = string.sub(found, 1, first - 1) .. string.sub(found, last + 1)
    end
    if #found > 1 then
        redis.call('SET', KEYS[1], found, 'KEEPTTL')
        return
    end
end
redis.call('DEL', KEYS[1])"""


FRESH_SECONDS: Final = 10.0
"""Of the minute for which Redis withholds: then PostgreSQL has answered, or never will."""


class Withheld(NamedTuple):
    """Redis withholds records; the API's processes may still have copies for a moment.

    Attributes:
        since: when Redis had answered that it does, in monotonic seconds.
    """

    since: float

    @property
    def is_fresh(self) -> bool:
        """Whether Redis will withhold them for as long as a database takes to answer."""
        return time.monotonic() < self.since + FRESH_SECONDS

    def wait(self) -> None:
        """Return when no process answers with a copy any more."""
        time.sleep(max(0.0, self.since + COPY_SECONDS - time.monotonic()))


class CacheWriter:
    """Makes the cache forget; for several threads at once.

    Every method raises UnavailableError where Redis does not answer.
    """

    def __init__(self, settings: CacheSettings) -> None:
        self._access = Access(settings)
        self._redis = self._access.writer_client()
        self._withhold = self._redis.register_script(WITHHOLD)
        self._forget = self._redis.register_script(FORGET)
        self._connected_at = time.monotonic()
        self._own = secrets.token_bytes(entry.MARK_BYTES)

    def withhold(self, event: Event) -> Withheld:
        """Have readers ask the database for the object, until it is forgotten.

        To withhold it again for the same event changes nothing. Before a record is replaced, the
        answer is to be waited for.
        """
        with self._answered():
            self._withhold([_key(event)], [self._mark(event), entry.WITHHELD_SECONDS])
        return Withheld(time.monotonic())

    def forget(self, event: Event) -> None:
        """Remember nothing of the object, nor that this event changes it."""
        with self._answered():
            self._forget([_key(event)], [self._mark(event)])

    def withhold_all(self, events: Sequence[Event]) -> Withheld:
        """Withhold the objects of many events at once."""
        with self._answered(), self._redis.pipeline(transaction=False) as pipeline:
            for event in events:
                self._withhold(
                    [_key(event)], [self._mark(event), entry.WITHHELD_SECONDS], client=pipeline
                )
            pipeline.execute()
        return Withheld(time.monotonic())

    def forget_all(self, events: Sequence[Event]) -> None:
        """Forget the objects of many events at once."""
        with self._answered(), self._redis.pipeline(transaction=False) as pipeline:
            for event in events:
                self._forget([_key(event)], [self._mark(event)], client=pipeline)
            pipeline.execute()

    def _mark(self, event: Event) -> bytes:
        # Two deliveries of one event write the same record: they may share a mark.
        identity = repr(event).encode(errors="backslashreplace")
        return hashlib.blake2b(identity, digest_size=entry.MARK_BYTES, key=self._own).digest()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        if time.monotonic() >= self._connected_at + CONNECTION_SECONDS:
            self._connected_at = time.monotonic()
            self._redis.connection_pool.disconnect(inuse_connections=False)
        try:
            yield
        except (RedisError, OSError) as error:
            # After a failover the old primary may still answer: connections are made anew.
            self._redis.connection_pool.disconnect()
            self._access.renew(error)
            raise UnavailableError(f"Redis: {error}") from error


class Writes(Protocol):
    """The records, as the worker writes them."""

    def is_settled(self, event: Event) -> bool:
        """Whether there is nothing left to do."""

    def record(self, event: Event, metadata: VideoMetadata, replacing: Replacing) -> None:
        """Keep what a probe found."""

    def refuse(self, event: Event, error: PermanentError, replacing: Replacing) -> None:
        """Keep why there is nothing to find."""

    def remove(self, event: Event, replacing: Replacing) -> None:
        """Keep no record."""


class WithholdingCatalog:
    """Records that no reader finds old in the cache, from the commit on.

    The cache withholds the object before anything is written, and nothing is replaced while a
    process of the API may have a copy. The cache must be told to forget the object after. While
    Redis is away nothing is written: a reader that still reaches it could be answered with the old
    record.
    """

    def __init__(self, catalog: Writes, cache: CacheWriter) -> None:
        self._catalog = catalog
        self._cache = cache
        self._begun: dict[Event, Future[Withheld]] = {}

    @contextmanager
    def expecting(self, event: Event) -> Iterator[None]:
        """Begin to withhold the object, while it is probed: to record it then waits for less."""
        begun: Future[Withheld] = Future()
        in_background([(begun, lambda: self._cache.withhold(event))], threads=1)
        self._begun[event] = begun
        try:
            yield
        finally:
            self._begun.pop(event, None)

    def is_settled(self, event: Event) -> bool:
        """Whether there is nothing left to do."""
        return self._catalog.is_settled(event)

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        """Keep what a probe found."""
        self._catalog.record(event, metadata, self._withhold(event).wait)

    def refuse(self, event: Event, error: PermanentError) -> None:
        """Keep why there is nothing to find."""
        self._catalog.refuse(event, error, self._withhold(event).wait)

    def remove(self, event: Event) -> None:
        """Keep no record."""
        self._catalog.remove(event, self._withhold(event).wait)

    def _withhold(self, event: Event) -> Withheld:
        # Once: after a failover Redis may know of it no more.
        if begun := self._begun.pop(event, None):
            with suppress(UnavailableError):
                withheld = begun.result()
                if withheld.is_fresh:
                    return withheld
        return self._cache.withhold(event)


def _key(event: Event) -> bytes:
    return entry.key(video_id(event.bucket, event.key))
