"""What is said of an object in S3 that can't be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from tests.services.archive.conftest import Run
from tests.services.databases import TestDatabase


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory for what is on its way."""
    monkeypatch.setenv("SCRATCH_DIRECTORY", str(tmp_path))


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize("command", ["export", "import"])
def test_says_that_no_bucket_can_be_called_so(
    database: TestDatabase, run: Run, capsys: pytest.CaptureFixture[str], *, command: str
) -> None:
    assert run(database, command, "s3://no bucket/a") == 1
    assert capsys.readouterr().err == (
        "s3://no bucket/a: S3: no bucket can be called so; expected letters, digits, dots and "
        "hyphens.\n"
    )


class Failing(BaseHTTPRequestHandler):
    """S3 that fails while it gives an object, of which it says how long it is."""

    length: ClassVar[int]
    status: ClassVar[int]
    content: ClassVar[bytes]

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("ETag", '"e"')
        self.send_header("Content-Length", str(self.length))
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(self.content)
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def failing(length: int, status: int, content: bytes) -> Iterator[str]:
    """Where such an S3 is."""
    members = {"length": length, "status": status, "content": content}
    handler: type[Failing] = type("Handler", (Failing,), members)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


REPLACED = b"<Error><Code>PreconditionFailed</Code></Error>".ljust(1000)
IN_PARTS = 9 * 1024 * 1024
"""Longer than what boto3 reads at once: each part is read on the condition of its ETag."""


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize(
    ("length", "status", "content", "code", "says"),
    [
        pytest.param(1000, 200, b"cut off", 3, r"S3: 7 read, .* 1000\.\n", id="body breaks"),
        pytest.param(
            IN_PARTS,
            412,
            REPLACED,
            1,
            r"s3://archives/a: S3: .*ETag\. Expected an object that stays the same\.\n",
            id="replaced meanwhile",
        ),
    ],
)
def test_says_what_failed_while_an_object_was_read(
    database: TestDatabase,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    length: int,
    status: int,
    content: bytes,
    code: int,
    says: str,
) -> None:
    with failing(length, status, content) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
        assert run(database, "import", "s3://archives/a") == code
    said = capsys.readouterr().err
    assert re.fullmatch(says, said), said
