from __future__ import annotations

import argparse
import http.server
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.servers import free_port
from tests.services.databases import TestDatabase, database, empty_database
from video_catalog.__main__ import command_line, main
from video_catalog.worker.scratch import Scratch

SERVICES = Path(__file__).parents[2] / "services"

__all__ = ["database", "empty_database"]


@pytest.fixture
def settings(empty_database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> TestDatabase:
    monkeypatch.setenv("DATABASE_SECRET_ARN", empty_database.secret_arn)
    monkeypatch.setenv("DATABASE_TLS", "disable")
    return empty_database


def _tables(database: TestDatabase) -> int:
    with database.administrator() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    assert row
    return int(row[0])


def test_migrates_up_and_down(settings: TestDatabase) -> None:
    assert main(["migrate"]) == 0
    assert _tables(settings) == 4
    assert main(["migrate", "--to", "base"]) == 0
    assert _tables(settings) == 1


@pytest.mark.usefixtures("settings")
def test_names_the_revisions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--to", "7"]) == 2
    assert capsys.readouterr().err == "--to 7: no revision; expected head, base, 0001.\n"


@pytest.mark.parametrize("command", ["migrate", "api"])
def test_names_the_variable_that_is_absent(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("API_PORT", "8080")
    monkeypatch.setenv("QUEUE_URL", "http://127.0.0.1/queue")
    monkeypatch.setenv("METRICS_NAMESPACE", "test")
    monkeypatch.delenv("DATABASE_SECRET_ARN", raising=False)
    assert main([command]) == 2
    expected = "DATABASE_SECRET_ARN: absent or empty; expected a value in the environment.\n"
    assert capsys.readouterr().err == expected


def test_tells_whether_the_worker_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCRATCH_DIRECTORY", str(tmp_path))
    assert main(["health", "worker"]) == 1
    assert capsys.readouterr().err == f"{tmp_path}: no recent sign of life of the worker.\n"
    Scratch(tmp_path).create()
    assert main(["health", "worker"]) == 0


def test_tells_that_the_scratch_directory_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SCRATCH_DIRECTORY", str(tmp_path / "file"))
    assert main(["health", "worker"]) == 1
    expected = f"{tmp_path}/file: Not a directory; expected the scratch directory.\n"
    assert capsys.readouterr().err == expected


@contextmanager
def _answering(status: int) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_port
        thread.join()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(200, 0, ""), (503, 1, "Port {port}: status 503; expected 200.\n")],
)
def test_tells_whether_the_api_is_well(
    status: int,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _answering(status) as port:
        monkeypatch.setenv("API_PORT", str(port))
        assert main(["health", "api"]) == code
    assert capsys.readouterr().err == said.format(port=port)


def test_tells_that_the_api_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    monkeypatch.setenv("API_PORT", str(port))
    assert main(["health", "api"]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port}: ")


@pytest.mark.parametrize("service", ["worker", "api"])
def test_health_loads_no_library(service: str, tmp_path: Path) -> None:
    """It starts every few seconds, on a fraction of a CPU."""
    program = (
        "import sys\n"
        "from video_catalog.__main__ import main\n"
        f"main(['health', '{service}'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(SERVICES), "API_PORT": "1", "SCRATCH_DIRECTORY": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert set(told.stdout.split()) == {"__main__", "video_catalog"}


def test_ends_quietly_when_its_reader_has_enough(tmp_path: Path) -> None:
    """As in `… | head`."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        told = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "video_catalog", "sweep", str(tmp_path)],
            cwd=SERVICES,
            check=False,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (told.returncode, told.stderr) == (1, "")


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, ...]]:
    """Every command that there is, with those that only lead to others."""
    for action in parser._actions:  # noqa: SLF001 - argparse lists them nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - likewise
            for name, each in action.choices.items():
                yield (name,)
                yield from ((name, *rest) for rest in commands(each))


COMMANDS = list(commands(command_line()))


def test_has_every_command() -> None:
    assert {name for name, *_ in COMMANDS} == {
        "api", "dlq", "export", "health", "import", "migrate", "probe", "reprocess", "sweep",
        "worker",
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_helps_by_examples_that_can_be_typed(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    _, _, examples = capsys.readouterr().out.partition("\nexamples:\n")
    typed = [
        # Without what explains it, or takes what it prints.
        re.split(r"  +| \| ", line.strip())[0]
        for line in examples.partition("\n\n")[0].splitlines()
    ]
    assert typed
    for each in typed:
        assert each.startswith(" ".join(command))
        command_line().parse_args(shlex.split(each))
