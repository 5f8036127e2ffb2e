"""What the API asks of a cache."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol
from uuid import UUID

Load = Callable[[UUID], Awaitable[bytes | None]]
"""Reads a video's record from the database; `None` where there is none."""


class Answer(NamedTuple):
    """A record, and whether the cache had it.

    Attributes:
        value: the record; `None` where the database has none.
        hit: whether it came from the cache.
    """

    value: bytes | None
    hit: bool


class Cache(Protocol):
    """Remembers records.

    A record is never older than the one that the database had when it was asked for. A cache
    that is away makes answers slower, and is no error.

    Example:
        answer = await cache.get(video_id, load)
    """

    async def get(self, video_id: UUID, load: Load) -> Answer:
        """The record, remembered or loaded.

        Raises:
            Exception: whatever `load` raises.
        """
