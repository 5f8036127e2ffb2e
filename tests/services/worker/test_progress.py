"""Who sits at a terminal sees how far a command is; a file or another program gets no bar."""

from __future__ import annotations

import os
import pty
import sys
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.services.databases import TestDatabase
from tests.services.videos import CREATED
from tests.services.worker.conftest import Queues
from video_catalog.__main__ import main
from video_catalog.errors import PermanentError, Reason
from video_catalog.store import Catalog

COMMANDS = [
    pytest.param(["sweep", "--dry-run"], "Sweeping", id="sweep"),
    pytest.param(["dlq", "list"], "Reading", id="dlq list"),
    pytest.param(["dlq", "redrive", "--all"], "Redriving", id="dlq redrive"),
    pytest.param(["reprocess", "--where", "status = 'refused'"], "Sending", id="reprocess"),
]


@pytest.fixture
def _something_to_do(
    queues: Queues, database: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (
        ("QUEUE_URL", queues.main_url),
        ("DEAD_LETTER_QUEUE_URL", queues.dead_url),
        ("DATABASE_SECRET_ARN", database.secret_arn),
        ("DATABASE_TLS", "disable"),
        ("SCRATCH_DIRECTORY", str(tmp_path)),
    ):
        monkeypatch.setenv(name, value)
    orphan = tmp_path / "gone"
    orphan.mkdir()
    os.utime(orphan, (0, 0))
    queues.dead.send(["m"])
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        catalog.refuse(CREATED, PermanentError(Reason.NOT_A_VIDEO, "no stream of pictures"))


@contextmanager
def standard_error(file: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where this process says what is no result."""
    with closing(os.fdopen(file, "w")) as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        yield


@pytest.mark.parametrize(("command", "title"), COMMANDS)
@pytest.mark.usefixtures("_something_to_do")
def test_shows_its_progress_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, command: list[str], title: str
) -> None:
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    with (
        closing(os.fdopen(screen, "rb", buffering=0)) as shown,
        standard_error(terminal, monkeypatch),
    ):
        assert main(command) == 0
        assert f"{title}: " in shown.read(4096).decode()


@pytest.mark.parametrize(("command", "title"), COMMANDS)
@pytest.mark.usefixtures("_something_to_do")
def test_shows_no_progress_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, command: list[str], title: str
) -> None:
    reader, writer = os.pipe()
    with closing(os.fdopen(reader, "rb")) as read:
        with standard_error(writer, monkeypatch):
            assert main(command) == 0
        assert title not in read.read().decode()
