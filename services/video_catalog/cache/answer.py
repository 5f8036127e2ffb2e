"""What the cache is asked with, and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

T = TypeVar("T")

Load = Callable[[UUID], Awaitable[bytes | None]]
"""Reads a video's record from the database; `None` where there is none."""

Decode = Callable[[bytes], T]
"""Makes of a record what its readers work with."""


class Answer(NamedTuple, Generic[T]):
    """A record, and whether the cache had it.

    Attributes:
        value: the record, decoded; `None` where the database has none.
        hit: whether it came from the cache.
    """

    value: T | None
    hit: bool
