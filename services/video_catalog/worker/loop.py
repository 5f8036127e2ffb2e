"""The worker: keeps several messages in flight until it is told to stop."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from video_catalog.errors import TransientError, UnavailableError
from video_catalog.events import MalformedMessageError
from video_catalog.telemetry import Metric, Metrics, log_context
from video_catalog.worker.dead_letters import DeadLetters
from video_catalog.worker.patience import StoppedError, delays, patiently
from video_catalog.worker.protection import Protection
from video_catalog.worker.queue import Message, Queue
from video_catalog.worker.scratch import Scratch

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS: Final = 15
LONGEST_RETRY_SECONDS: Final = 900

Handle = Callable[[Message, threading.Event], None]
"""Works on a message; returns when it is done with, raises when it is to be tried again.

It stops waiting, by StoppedError, when the event is set.
"""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Times of the worker, in seconds.

    Attributes:
        wait: of a long poll.
        visibility: how long a message of a worker that died stays hidden.
        beat: between two extensions of it, and between two signs of life.
        drain: how long files in flight may go on after the worker is told to stop. What follows
            stays within the container's stop timeout, though SQS answers nothing.
        long: for how long a file is worked on before the task is protected for its sake.
    """

    wait: int = 20
    visibility: int = 120
    beat: float = 20.0
    drain: float = 60.0
    long: float = 30.0


@dataclass(frozen=True)
class _InFlight:
    message: Message
    begun: float


class Worker:
    """Receives messages, has them handled, and does with them what the outcome says."""

    def __init__(
        self,
        *,
        queue: Queue,
        dead_letters: DeadLetters,
        handle: Handle,
        concurrency: int,
        scratch: Scratch,
        protection: Protection,
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        """Build the worker; `run` starts it.

        Args:
            queue: where messages come from.
            dead_letters: where messages go that are given up.
            handle: works on one message; called in `concurrency` threads.
            concurrency: messages in flight.
            scratch: its directory, for its signs of life.
            protection: kept while a long file is in flight.
            metrics: what it measures.
            timing: its times.
        """
        self._queue = queue
        self._dead_letters = dead_letters
        self._handle = handle
        self._concurrency = concurrency
        self._scratch = scratch
        self._protection = protection
        self._metrics = metrics
        self._timing = timing
        self._maximum_receives: int | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._in_flight: dict[str, _InFlight] = {}

    def stop(self) -> None:
        """Take no more messages, and return from `run` soon. Safe in a signal handler."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Work until told to stop; then give back what is not done in time.

        Raises:
            RuntimeError: a thread of the worker has died.
        """
        self._scratch.create()
        slots = [
            threading.Thread(target=self._work, name=f"slot-{number}", daemon=True)
            for number in range(self._concurrency)
        ]
        try:
            for slot in slots:
                slot.start()
            self._keep(lambda: self._stopping.is_set() or not all(map(_lives, slots)))
            died = not self._stopping.is_set()
            self.stop()
            logger.info("Stopping with %d files in flight", len(self._in_flight))
            self._keep(lambda: not any(map(_lives, slots)), self._timing.drain)
            self._give_back()
        finally:
            self._protection.give_back()
            self._scratch.remove()
        if died:
            raise RuntimeError("A thread of the worker died; expected it to live until the end.")

    def _keep(self, done: Callable[[], bool], seconds: float = float("inf")) -> None:
        """Keep messages in flight hidden, the task protected and the sign of life recent."""
        now = time.monotonic()
        end, next_beat = now + seconds, now + self._timing.beat
        while not done() and now < end:
            self._protection.update(busy=self._works_long(now))
            self._wake.wait(min(next_beat, end) - now)
            self._wake.clear()
            now = time.monotonic()
            if now >= next_beat:
                self._beat()
                next_beat = now + self._timing.beat

    def _works_long(self, now: float) -> bool:
        with self._lock:
            begun = (each.begun for each in self._in_flight.values())
            return now - min(begun, default=now) >= self._timing.long

    def _beat(self) -> None:
        self._scratch.beat()
        # Nothing may be settled meanwhile: a message that was given back would be hidden again.
        with self._lock, _tolerated("Messages in flight can't be kept hidden"):
            self._queue.hide(self._messages(), self._timing.visibility)

    def _give_back(self) -> None:
        with self._lock, _tolerated("Messages in flight can't be given back"):
            self._queue.hide(self._messages(), 0)

    def _messages(self) -> list[Message]:
        return [each.message for each in self._in_flight.values()]

    def _work(self) -> None:
        try:
            self._maximum_receives = patiently(self._queue.maximum_receives, self._stopping)
            pauses = delays()
            while not self._stopping.is_set():
                try:
                    messages = self._queue.receive(
                        wait_seconds=self._timing.wait, visibility_seconds=self._timing.visibility
                    )
                except UnavailableError as error:
                    logger.warning("No message: %s", error)
                    self._stopping.wait(next(pauses))
                    continue
                pauses = delays()
                for message in messages:
                    self._handle_message(message)
        except StoppedError:
            pass
        finally:
            self._wake.set()

    def _handle_message(self, message: Message) -> None:
        with log_context(message_id=message.id):
            with self._held(message):
                error = self._outcome(message)
            with _tolerated("The message comes again"):
                self._settle(message, error)

    @contextmanager
    def _held(self, message: Message) -> Iterator[None]:
        with self._lock:
            self._in_flight[message.receipt] = _InFlight(message, time.monotonic())
        try:
            yield
        finally:
            with self._lock:
                del self._in_flight[message.receipt]

    def _outcome(self, message: Message) -> Exception | None:
        if self._stopping.is_set():
            return StoppedError("It came after the worker was told to stop.")
        if message.receives == 1:
            wait = datetime.now(UTC) - message.sent_at
            self._metrics.put({Metric.QUEUE_WAIT: wait / timedelta(milliseconds=1)})
        try:
            self._handle(message, self._stopping)
        except Exception as error:  # noqa: BLE001 - one file takes no other with it
            return error
        return None

    def _settle(self, message: Message, error: Exception | None) -> None:
        match error:
            case None:
                self._queue.delete(message)
            case StoppedError():
                self._queue.hide([message], 0)
            case MalformedMessageError():
                self._metrics.put({Metric.PERMANENT_ERRORS: 1}, reason="malformed message")
                self._give_up(message, error, permanent=True)
            case TransientError():
                logger.warning("Trying again later: %s", error)
                self._retry(message, error)
            case _:
                logger.error("Trying again later, after a defect", exc_info=error)
                self._retry(message, error)

    def _retry(self, message: Message, error: Exception) -> None:
        self._metrics.put({Metric.TRANSIENT_ERRORS: 1}, error=type(error).__name__)
        last = self._maximum_receives
        if last is not None and message.receives >= last:
            self._give_up(message, error, permanent=False)
        else:
            self._queue.hide([message], retry_delay(message.receives))

    def _give_up(self, message: Message, error: Exception, *, permanent: bool) -> None:
        logger.error("Giving the message up: %s", error)
        self._dead_letters.add(message, error, permanent=permanent)
        self._queue.delete(message)


def retry_delay(receives: int) -> int:
    """Seconds until a message is tried again: doubled each time, jittered, 15 minutes at most.

    Args:
        receives: how often it has been tried.
    """
    longest = min(FIRST_RETRY_SECONDS * 2 ** min(receives - 1, 10), LONGEST_RETRY_SECONDS)
    return random.randint(longest // 2, longest)  # noqa: S311 - no secret


def _lives(thread: threading.Thread) -> bool:
    return thread.is_alive()


@contextmanager
def _tolerated(consequence: str) -> Iterator[None]:
    try:
        yield
    except UnavailableError as error:
        logger.warning("%s: %s", consequence, error)
