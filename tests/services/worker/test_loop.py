from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from infra.compute.service import STOP_TIMEOUT
from tests.services.emulator import Emulator
from tests.services.worker.conftest import MAXIMUM_RECEIVES, Queues
from video_catalog.errors import TransientError
from video_catalog.events import MalformedMessageError
from video_catalog.signed_requests import PATIENT, SHORT
from video_catalog.telemetry import Metrics
from video_catalog.worker.dead_letters import DeadLetters
from video_catalog.worker.loop import LONGEST_RETRY_SECONDS, Handle, Timing, Worker, retry_delay
from video_catalog.worker.patience import StoppedError
from video_catalog.worker.protection import TIMEOUT_SECONDS, NoProtection, Protection
from video_catalog.worker.queue import Message
from video_catalog.worker.scratch import Scratch, is_alive

LONGEST_SECONDS = 30
"""What a test waits for at most; nothing waits so long unless it is broken."""

FAST = Timing(wait=1, visibility=4, beat=0.5, drain=1.0)


class Told(NoProtection):
    """Keeps what it is told of the work."""

    def __init__(self) -> None:
        self._told: list[bool] = []
        self._changed = threading.Condition()

    def update(self, *, busy: bool) -> None:
        with self._changed:
            self._told.append(busy)
            self._changed.notify_all()

    def wait_for_next(self, *, busy: bool | None = None) -> bool:
        """Wait for what it is told next, or until it is told this; what it was told last."""
        with self._changed:
            begun = len(self._told)
            wanted = {True, False} if busy is None else {busy}
            assert self._changed.wait_for(lambda: wanted & set(self._told[begun:]), LONGEST_SECONDS)
            return self._told[-1]


class Running:
    """A worker in a thread, and what it has measured."""

    def __init__(
        self,
        queues: Queues,
        scratch: Path,
        handle: Handle,
        *,
        concurrency: int = 1,
        protection: Protection | None = None,
        timing: Timing = FAST,
    ) -> None:
        self._measured = io.StringIO()
        self.worker = Worker(
            queue=queues.main,
            dead_letters=DeadLetters(queues.dead),
            handle=handle,
            concurrency=concurrency,
            scratch=Scratch(scratch),
            protection=protection or NoProtection(),
            metrics=Metrics(namespace="test", service="worker", stream=self._measured),
            timing=timing,
        )
        self.thread = threading.Thread(target=self.worker.run)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while not condition():
            assert time.monotonic() < deadline
            assert self.thread.is_alive()
            time.sleep(0.05)

    def stop(self) -> None:
        self.worker.stop()
        self.thread.join(LONGEST_SECONDS)
        assert not self.thread.is_alive()

    def measured(self) -> list[str]:
        lines = [json.loads(line) for line in self._measured.getvalue().splitlines()]
        return [
            metric["Name"]
            for line in lines
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        ]


Run = Callable[..., Running]


@pytest.fixture
def run(queues: Queues, tmp_path: Path) -> Iterator[Run]:
    """Starts workers, and stops them after the test."""
    started = []

    def start(
        handle: Handle,
        concurrency: int = 1,
        protection: Protection | None = None,
        timing: Timing = FAST,
    ) -> Running:
        running = Running(
            queues, tmp_path, handle, concurrency=concurrency, protection=protection, timing=timing
        )
        running.thread.start()
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()


class Bodies:
    """Keeps what was handled, and tells when something was."""

    def __init__(self) -> None:
        self._bodies: list[str] = []
        self._changed = threading.Condition()

    def add(self, body: str) -> None:
        with self._changed:
            self._bodies.append(body)
            self._changed.notify_all()

    def wait_for(self, count: int) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._bodies) >= count, LONGEST_SECONDS)
            return sorted(self._bodies)


@contextmanager
def eventually() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    assert event.wait(LONGEST_SECONDS)


def test_protects_the_task_for_a_long_file(queues: Queues, run: Run) -> None:
    told = Told()
    done = threading.Event()
    run(lambda *_: done.wait(LONGEST_SECONDS), protection=told, timing=replace(FAST, long=1.0))
    told.wait_for_next(busy=False)
    queues.main.send(["long"])
    told.wait_for_next(busy=True)
    done.set()
    told.wait_for_next(busy=False)


def test_short_files_one_after_another_protect_it_not(queues: Queues, run: Run) -> None:
    """Or a deployment would never end."""
    told = Told()
    met: list[bool] = []
    running = run(lambda *_: met.append(told.wait_for_next()), 2, protection=told)
    queues.main.send([f"m{number}" for number in range(6)])
    running.wait_until(lambda: len(met) == 6)
    assert met == [False] * 6


def test_handles_each_message_and_takes_it_out(queues: Queues, run: Run) -> None:
    bodies = Bodies()
    running = run(lambda message, _stopping: bodies.add(message.body), 2)
    queues.main.send([f"m{number}" for number in range(25)])
    assert bodies.wait_for(25) == sorted(f"m{number}" for number in range(25))
    running.stop()
    assert queues.main.length() == 0
    assert running.measured() == ["QueueWait"] * 25


def test_keeps_as_many_in_flight_as_it_is_told(queues: Queues, run: Run) -> None:
    together = threading.Barrier(3)
    bodies = Bodies()

    def handle(message: Message, _stopping: threading.Event) -> None:
        # Passes when three are here at once.
        together.wait(LONGEST_SECONDS)
        bodies.add(message.body)

    queues.main.send(["a", "b", "c"])
    run(handle, 3)
    assert bodies.wait_for(3) == ["a", "b", "c"]


def test_hides_a_message_for_as_long_as_it_is_worked_on(queues: Queues, run: Run) -> None:
    begun = Bodies()
    with eventually() as done:

        def handle(message: Message, _stopping: threading.Event) -> None:
            begun.add(message.body)
            # Others look for it until after it would have come back.
            seen = []
            for _ in range(FAST.visibility + 1):
                seen += queues.main.receive(wait_seconds=1, visibility_seconds=0)
            if not seen:
                done.set()

        queues.main.send(["long"])
        run(handle)
    assert begun.wait_for(1) == ["long"]


def test_tries_again_what_passes(queues: Queues, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_catalog.worker.loop.FIRST_RETRY_SECONDS", 1)
    bodies = Bodies()

    def handle(message: Message, _stopping: threading.Event) -> None:
        bodies.add(message.body)
        if message.receives < 2:
            raise TransientError("away")

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(2)
    running.stop()
    assert (queues.main.length(), queues.dead.length()) == (0, 0)
    assert running.measured() == ["QueueWait", "TransientErrors"]


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        pytest.param(TransientError("no answer"), "TransientError", id="transient"),
        pytest.param(KeyError("defect"), "KeyError", id="defect"),
    ],
)
def test_gives_up_what_does_not_pass(
    queues: Queues,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    error_class: str,
) -> None:
    monkeypatch.setattr("video_catalog.worker.loop.FIRST_RETRY_SECONDS", 1)
    bodies = Bodies()

    def handle(message: Message, _stopping: threading.Event) -> None:
        bodies.add(message.body)
        raise error

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(MAXIMUM_RECEIVES)
    running.stop()
    assert queues.main.length() == 0
    (letter,) = DeadLetters(queues.dead).take()
    assert (letter.message.body, letter.error_class, letter.is_permanent) == (
        "m",
        error_class,
        False,
    )


def test_gives_up_what_is_no_event_at_once(queues: Queues, run: Run) -> None:
    bodies = Bodies()

    def handle(message: Message, _stopping: threading.Event) -> None:
        bodies.add(message.body)
        raise MalformedMessageError("no JSON\nhere \x00")

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(1)
    running.stop()
    assert queues.main.length() == 0
    (letter,) = DeadLetters(queues.dead).take()
    assert (letter.error_class, letter.error, letter.is_permanent) == (
        "MalformedMessageError",
        "no JSON here ?",
        True,
    )
    assert running.measured() == ["QueueWait", "PermanentErrors"]


def test_gives_back_what_waits_when_it_is_told_to_stop(queues: Queues, run: Run) -> None:
    bodies = Bodies()

    def handle(message: Message, stopping: threading.Event) -> None:
        bodies.add(message.body)
        stopping.wait(LONGEST_SECONDS)
        raise StoppedError

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(1)
    running.stop()
    # At once, not when its visibility ends.
    (message,) = queues.main.receive(wait_seconds=0, visibility_seconds=0)
    assert message.body == "m"


def test_gives_back_what_does_not_end_when_it_is_told_to_stop(queues: Queues, run: Run) -> None:
    bodies = Bodies()
    with eventually() as released:

        def handle(message: Message, _stopping: threading.Event) -> None:
            bodies.add(message.body)
            released.wait(LONGEST_SECONDS)

        queues.main.send(["m"])
        running = run(handle)
        bodies.wait_for(1)
        running.stop()
        (message,) = queues.main.receive(wait_seconds=0, visibility_seconds=0)
        assert message.body == "m"
        released.set()


def test_finishes_what_ends_soon_when_it_is_told_to_stop(queues: Queues, run: Run) -> None:
    bodies = Bodies()

    def handle(message: Message, stopping: threading.Event) -> None:
        bodies.add(message.body)
        assert stopping.wait(LONGEST_SECONDS)

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(1)
    running.stop()
    assert queues.main.length() == 0


def test_leaves_nothing_in_the_scratch_directory(queues: Queues, run: Run, tmp_path: Path) -> None:
    bodies = Bodies()

    def handle(message: Message, _stopping: threading.Event) -> None:
        assert is_alive(tmp_path)
        (Scratch(tmp_path).directory / "file").write_text("left behind")
        bodies.add(message.body)

    queues.main.send(["m"])
    running = run(handle)
    bodies.wait_for(1)
    running.stop()
    assert list(tmp_path.iterdir()) == []
    assert not is_alive(tmp_path)


def test_waits_for_the_queue(aws: Emulator, queues: Queues, run: Run) -> None:
    bodies = Bodies()
    aws.stop()
    try:
        running = run(lambda message, _stopping: bodies.add(message.body))
    finally:
        aws.start()
    assert running.thread.is_alive()
    queues.client.create_queue(QueueName="ingest")
    queues.main.send(["m"])
    assert bodies.wait_for(1) == ["m"]


def test_waits_for_a_queue_that_goes_while_it_works(
    aws: Emulator, queues: Queues, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    bodies = Bodies()
    running = run(lambda message, _stopping: bodies.add(message.body))
    queues.main.send(["before"])
    bodies.wait_for(1)
    aws.stop()
    try:
        running.wait_until(lambda: "No message" in caplog.text)
    finally:
        aws.start()
    queues.client.create_queue(QueueName="ingest")
    queues.main.send(["since"])
    assert bodies.wait_for(2) == ["before", "since"]


def test_ends_before_it_is_killed_though_nothing_answers() -> None:
    """SIGTERM comes into a beat, the time to drain ends in another, then all is given back."""
    pool_seconds = 5
    longest = Timing().drain + 3 * (SHORT.seconds + TIMEOUT_SECONDS) + pool_seconds
    assert longest < STOP_TIMEOUT.to_seconds()


def test_waits_for_the_answer_to_a_long_poll() -> None:
    assert PATIENT.read > Timing().wait


# The thread's death is the point.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_ends_when_a_thread_of_it_dies(queues: Queues, tmp_path: Path) -> None:
    def handle(_message: Message, _stopping: threading.Event) -> None:
        raise SystemExit

    queues.main.send(["m"])
    with pytest.raises(RuntimeError, match="A thread of the worker died"):
        Running(queues, tmp_path, handle).worker.run()
    assert list(tmp_path.iterdir()) == []


@given(receives=st.integers(1, 10**6))
def test_waits_longer_each_time_to_a_limit(receives: int) -> None:
    longest = min(15 * 2 ** min(receives - 1, 6), LONGEST_RETRY_SECONDS)
    assert longest // 2 <= retry_delay(receives) <= longest
