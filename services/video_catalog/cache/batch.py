"""Reads that arrive together, asked together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Any, Final

MAXIMUM: Final = 256
"""Keys asked for at once, so that no answer is long waited for."""

Waiting = asyncio.Future[bytes | None]


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
        self._waiting: dict[bytes, list[Waiting]] = {}
        self._task: asyncio.Task[None] | None = None

    def get(self, key: bytes) -> Waiting:
        """The value of a key, read after this call; `None` where there is none."""
        # One for each who waits: one of them may be cancelled.
        future = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(future)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return future

    async def aclose(self) -> None:
        """Wait for what is on its way, also if nobody waits for it any more."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._waiting:
            asked = list(islice(self._waiting.items(), MAXIMUM))
            for key, _ in asked:
                del self._waiting[key]
            try:
                values = await self._read([key for key, _ in asked])
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                for _, futures in asked:
                    _fail(futures, error)
            else:
                for (_, futures), value in zip(asked, values, strict=True):
                    for future in futures:
                        if not future.done():
                            future.set_result(value)
        self._task = None


def _fail(futures: Sequence[Waiting], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
