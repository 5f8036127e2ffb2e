"""The cache in Redis, as the worker keeps it from remembering what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from redis.exceptions import RedisError

from video_catalog.cache import entry
from video_catalog.cache.connection import Access
from video_catalog.errors import PermanentError, UnavailableError
from video_catalog.events import Event
from video_catalog.metadata import VideoMetadata
from video_catalog.settings import CacheSettings
from video_catalog.store import video_id


class CacheWriter:
    """Makes the cache forget; for several threads at once.

    Every method raises UnavailableError where Redis does not answer.
    """

    def __init__(self, settings: CacheSettings) -> None:
        self._access = Access(settings)
        self._redis = self._access.writer_client()

    def withhold(self, event: Event) -> None:
        """Have readers ask the database for the object, until it is forgotten."""
        with self._answered():
            self._redis.set(_key(event), entry.WITHHELD, ex=entry.WITHHELD_SECONDS)

    def forget(self, event: Event) -> None:
        """Remember nothing of the object, nor that it is being changed."""
        with self._answered():
            self._redis.delete(_key(event))

    @contextmanager
    def _answered(self) -> Iterator[None]:
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

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        """Keep what a probe found."""

    def refuse(self, event: Event, error: PermanentError) -> None:
        """Keep why there is nothing to find."""

    def remove(self, event: Event) -> None:
        """Keep no record."""


class WithholdingCatalog:
    """Records that no reader finds old in the cache, from the commit on.

    The cache withholds the object before anything is written; it must be told to forget it
    after. While Redis is away nothing is written: a reader that still reaches it could be answered
    with the old record.
    """

    def __init__(self, catalog: Writes, cache: CacheWriter) -> None:
        self._catalog = catalog
        self._cache = cache

    def is_settled(self, event: Event) -> bool:
        """Whether there is nothing left to do."""
        return self._catalog.is_settled(event)

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        """Keep what a probe found."""
        self._cache.withhold(event)
        self._catalog.record(event, metadata)

    def refuse(self, event: Event, error: PermanentError) -> None:
        """Keep why there is nothing to find."""
        self._cache.withhold(event)
        self._catalog.refuse(event, error)

    def remove(self, event: Event) -> None:
        """Keep no record."""
        self._cache.withhold(event)
        self._catalog.remove(event)


def _key(event: Event) -> bytes:
    return entry.key(video_id(event.bucket, event.key))
