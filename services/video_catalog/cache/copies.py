"""Records that one process keeps of what it read from Redis, to answer without asking again.

Redis tells of every change to a key that a connection has read, on that connection
(https://redis.io/docs/latest/develop/reference/client-side-caching/): a copy is dropped when it is
told. The network may be slow to tell, so a copy also needs a recent answer: all that Redis had to
tell before it gave an answer came before it. Copies are good for `COPY_SECONDS` from when the last
command was sent that was answered. A writer who has withheld a key and waits for as long knows that
no process has a copy.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from video_catalog.cache.answer import Decode

T = TypeVar("T")

COPY_SECONDS: Final = 0.1
"""How long after an answer of Redis copies are good."""

RENEWED_AFTER_SECONDS: Final = COPY_SECONDS / 4
"""After which Redis is asked again, early enough for a busy process to hear of it."""

MAXIMUM_BYTES: Final = 32 * 2**20


class _Copy(NamedTuple, Generic[T]):
    value: T
    bytes: int


class Copies(Generic[T]):
    """What keys held, for one event loop; those read least lately go first.

    Args:
        prefix: how values begin that are kept.
        decode: makes of the rest of a value what is kept.
        maximum: bytes of the values.
    """

    def __init__(self, prefix: bytes, decode: Decode[T], maximum: int = MAXIMUM_BYTES) -> None:
        self._prefix = prefix
        self._decode = decode
        self._maximum = maximum
        # What is being read: if a key is gone when the answer comes, it has changed.
        self._expected: set[bytes] = set()
        self._copies: OrderedDict[bytes, _Copy[T]] = OrderedDict()
        self._bytes = 0
        self._good_until = self._renewed_from = 0.0

    def get(self, key: bytes) -> T | None:
        """What the key holds, if that is known without asking."""
        copy = self._copies.get(key)
        if copy is None or time.monotonic() >= self._good_until:
            return None
        self._copies.move_to_end(key)
        return copy.value

    @property
    def are_to_be_renewed(self) -> bool:
        """Whether it is time to ask Redis anything, for them to stay good."""
        return time.monotonic() >= self._renewed_from

    def answered(self, sent: float) -> None:
        """Redis answered what was sent at a monotonic time, after all that it had to tell."""
        self._good_until = sent + COPY_SECONDS
        self._renewed_from = sent + RENEWED_AFTER_SECONDS

    def expect(self, keys: Iterable[bytes]) -> None:
        """Keys are about to be read."""
        for key in keys:
            self._drop(key)
            self._expected.add(key)

    def keep(self, keys: Sequence[bytes], values: Sequence[bytes | None]) -> None:
        """Keys were read; those that have changed since are not kept."""
        for key, value in zip(keys, values, strict=True):
            if key not in self._expected:
                continue
            self._expected.remove(key)
            if value is not None and value.startswith(self._prefix):
                self._copies[key] = _Copy(self._decode(value[len(self._prefix) :]), len(value))
                self._bytes += len(value)
        while self._bytes > self._maximum:
            _, dropped = self._copies.popitem(last=False)
            self._bytes -= dropped.bytes

    def drop(self, keys: Iterable[bytes]) -> None:
        """Keys have changed."""
        for key in keys:
            self._drop(key)

    def clear(self) -> None:
        """Nobody tells any more what changes, or everything has."""
        self._expected.clear()
        self._copies.clear()
        self._bytes = 0
        self._good_until = 0.0

    def _drop(self, key: bytes) -> None:
        self._expected.discard(key)
        dropped = self._copies.pop(key, None)
        self._bytes -= dropped.bytes if dropped else 0
