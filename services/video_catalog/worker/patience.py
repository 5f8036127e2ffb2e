"""Waiting for services that are away."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from video_catalog.errors import UnavailableError

T = TypeVar("T")
logger = logging.getLogger(__name__)

FIRST_DELAY_SECONDS: Final = 0.5
LONGEST_DELAY_SECONDS: Final = 30.0


class StoppedError(Exception):
    """The worker has been told to stop while it waited."""


def patiently(operation: Callable[[], T], stopping: threading.Event) -> T:
    """Do something, again and again while a service that it needs is away.

    Raises:
        StoppedError: the worker was told to stop meanwhile.
    """
    pauses = delays()
    while True:
        try:
            return operation()
        except UnavailableError as error:
            delay = next(pauses)
            logger.warning("Waiting %.1f s: %s", delay, error)
            if stopping.wait(delay):
                raise StoppedError from error


def delays() -> Iterator[float]:
    """Delays in seconds, doubling to the longest, jittered so that workers don't come at once."""
    longest = FIRST_DELAY_SECONDS
    while True:
        yield longest * random.uniform(0.5, 1)  # noqa: S311 - no secret
        longest = min(2 * longest, LONGEST_DELAY_SECONDS)
