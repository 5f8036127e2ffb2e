"""Reads that arrive together, asked together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

MAXIMUM: Final = 256
"""Keys asked for at once, so that no answer is long waited for."""


class Batch:
    """Reads of single keys as reads of many, one at a time.

    While one is on its way, whoever arrives waits for the next; the same key is asked for once.
    """

    def __init__(self, read: Callable[[Sequence[bytes]], Awaitable[Any]]) -> None:
        """Build the batch.

        Args:
            read: reads the values of keys, in their order, `None` for each that is not there.
        """
        self._read = read
        self._waiting: dict[bytes, asyncio.Future[bytes | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def get(self, key: bytes) -> bytes | None:
        """The value of a key, read after this call; `None` where there is none."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
            if self._task is None:
                self._task = asyncio.create_task(self._run())
        # One of those who wait may be cancelled.
        return await asyncio.shield(future)

    async def _run(self) -> None:
        while self._waiting:
            keys = list(self._waiting)[:MAXIMUM]
            futures = [self._waiting.pop(key) for key in keys]
            try:
                values = await self._read(keys)
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                for future in futures:
                    _fail(future, error)
            else:
                for future, value in zip(futures, values, strict=True):
                    if not future.done():
                        future.set_result(value)
        self._task = None


def _fail(future: asyncio.Future[bytes | None], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        # Whoever waited may be gone, and that is no defect.
        future.exception()
