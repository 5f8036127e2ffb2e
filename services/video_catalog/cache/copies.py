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
from typing import Final

COPY_SECONDS: Final = 0.1
"""How long after an answer of Redis copies are good."""

RENEWED_AFTER_SECONDS: Final = COPY_SECONDS / 4
"""After which Redis is asked again, early enough for a busy process to hear of it."""

MAXIMUM_BYTES: Final = 32 * 2**20

_EXPECTED: Final = b""
"""Stands for what is being read: if it is gone when the answer comes, the key has changed."""


class Copies:
    """What keys held, for one event loop; those read least lately go first.

    Args:
        prefix: how values begin that are kept.
        maximum: bytes of them.
    """

    def __init__(self, prefix: bytes, maximum: int = MAXIMUM_BYTES) -> None:
        self._prefix = prefix
        self._maximum = maximum
        self._values: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        self._good_until = self._renewed_from = 0.0

    def get(self, key: bytes) -> bytes | None:
        """What the key holds, if that is known without asking."""
        value = self._values.get(key)
        if not value or time.monotonic() >= self._good_until:
            return None
        self._values.move_to_end(key)
        return value

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
            self._values[key] = _EXPECTED

    def keep(self, keys: Sequence[bytes], values: Sequence[bytes | None]) -> None:
        """Keys were read; those that have changed since are not kept."""
        for key, value in zip(keys, values, strict=True):
            if self._values.get(key) != _EXPECTED:
                continue
            if value is None or not value.startswith(self._prefix):
                del self._values[key]
                continue
            self._values[key] = value
            self._bytes += len(value)
        while self._bytes > self._maximum:
            _, dropped = self._values.popitem(last=False)
            self._bytes -= len(dropped)

    def drop(self, keys: Iterable[bytes]) -> None:
        """Keys have changed."""
        for key in keys:
            self._drop(key)

    def clear(self) -> None:
        """Nobody tells any more what changes, or everything has."""
        self._values.clear()
        self._bytes = 0
        self._good_until = 0.0

    def _drop(self, key: bytes) -> None:
        self._bytes -= len(self._values.pop(key, b""))
