from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.services.databases import TestDatabase
from tests.services.worker.conftest import Queues
from video_catalog.__main__ import main
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event, Kind, parse
from video_catalog.store.catalog import Catalog
from video_catalog.worker.queue import Queue

VIDEOS = 25


@pytest.fixture
def queue(database: TestDatabase, queues: Queues, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The queue, with refused videos in the database: two by the first probe, the rest later."""
    monkeypatch.setenv("QUEUE_URL", queues.main_url)
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", queues.dead_url)
    monkeypatch.setenv("DATABASE_SECRET_ARN", database.secret_arn)
    monkeypatch.setenv("DATABASE_TLS", "disable")
    for version, numbers in ((1, range(2)), (2, range(2, VIDEOS))):
        with Catalog(database.database, probe_version=version, threads=1) as catalog:
            for number in numbers:
                event = Event(
                    kind=Kind.CREATED, bucket="ingest", key=f"{number}.mp4", sequencer=f"{number}1"
                )
                catalog.refuse(event, PermanentError(Reason.NOT_A_VIDEO, "no stream of pictures"))
    return queues.main


def sent(queue: Queue) -> set[str]:
    keys = set()
    while messages := queue.receive(wait_seconds=0, visibility_seconds=60, maximum=10):
        for message in messages:
            event = parse(message.body)
            assert event.kind is Kind.REPROCESS
            keys.add(event.key)
    return keys


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("probe_version < 2", {"0.mp4", "1.mp4"}),
        ("status = 'refused' and probe_version = 2", {f"{n}.mp4" for n in range(2, VIDEOS)}),
        ("reason = 'not a video'", {f"{n}.mp4" for n in range(VIDEOS)}),
        ("key = '7.mp4'", {"7.mp4"}),
        ("status = 'refused' and reason = 'too large'", set()),
        ("bucket != 'ingest'", set()),
        ("container = 'matroska'", set()),
    ],
)
def test_sends_what_matches(
    queue: Queue, capsys: pytest.CaptureFixture[str], where: str, expected: set[str]
) -> None:
    assert main(["reprocess", "--where", where]) == 0
    assert capsys.readouterr().out == f"{len(expected)} sent\n"
    assert sent(queue) == expected


def test_says_what_is_wrong_with_the_conditions(
    queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reprocess", "--where", "height > 3"]) == 2
    assert capsys.readouterr().err.startswith("--where height: no such column; expected one of")
    assert main(["reprocess", "--where", "status = 'refused' and container = 'mxf'"]) == 2
    assert capsys.readouterr().err.startswith("--where status and container: no video matches")
    assert sent(queue) == set()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--after", "7"],
            "--after 7: expected an id as it was told where the last run stopped.\n",
        ),
        (["--where", "key = '\udcff'"], "--where key: '\\udcff'; expected text.\n"),
    ],
    ids=["after", "no text"],
)
def test_says_what_is_wrong_with_an_argument(
    queue: Queue, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["reprocess", "--where", "status = 'refused'", *arguments]) == 2
    assert capsys.readouterr().err == message
    assert sent(queue) == set()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """As at a terminal: what a shell starts in the background ignores SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_goes_on_where_it_was_interrupted(
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
) -> None:
    send = Queue.send

    def interrupted(self: Queue, bodies: list[str]) -> None:
        monkeypatch.setattr(Queue, "send", interrupt)
        send(self, bodies)

    def interrupt(_self: Queue, _bodies: list[str]) -> None:
        os.kill(os.getpid(), number)

    monkeypatch.setattr(Queue, "send", interrupted)
    everything = ["reprocess", "--where", "status = 'refused'"]
    before = signal.getsignal(signal.SIGTERM)
    assert main(everything) == 130
    assert signal.getsignal(signal.SIGTERM) is before
    said = capsys.readouterr().err
    assert said.startswith("Stopped: go on with --after ")
    monkeypatch.setattr(Queue, "send", send)
    assert main([*everything, "--after", said.removesuffix(".\n").split()[-1]]) == 0
    assert capsys.readouterr().out == "15 sent\n"
    assert len(sent(queue)) == VIDEOS


def test_says_that_the_database_is_away(
    queue: Queue, database: TestDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    database.server.stop()
    try:
        assert main(["reprocess", "--where", "status = 'refused'"]) == 3
    finally:
        database.server.start()
    assert "PostgreSQL" in capsys.readouterr().err
    assert sent(queue) == set()
