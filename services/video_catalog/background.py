"""Calls in threads that keep no worker alive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
Call = tuple[Future[T], Callable[[], T]]
"""What comes of a call, and the call."""


def in_background(calls: Iterable[Call[T]], *, threads: int) -> None:
    """Begin to make calls, in their order; one whose future is cancelled before is not made.

    Python waits for the threads of its own executors before it ends: a worker that is told to stop
    can't wait for S3.

    Args:
        calls: without arguments.
        threads: that make them, at most.
    """
    waiting: SimpleQueue[Call[T]] = SimpleQueue()
    for call in calls:
        waiting.put(call)
    for _ in range(min(threads, waiting.qsize())):
        Thread(target=_make, args=(waiting,), name="background", daemon=True).start()


def _make(waiting: SimpleQueue[Call[T]]) -> None:
    while True:
        try:
            future, call = waiting.get_nowait()
        except Empty:
            return
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)
