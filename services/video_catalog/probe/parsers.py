"""Parsers as seen by who feeds them: one for each file, forked from one that is ready."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from video_catalog.errors import TransientError
from video_catalog.probe.request import STATUS, Request

ENVIRONMENT: Final = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONDONTWRITEBYTECODE": "1",
    # A parser begins without memory of its own: large pages, kept, are fewer faults.
    "GLIBC_TUNABLES": (
        "glibc.malloc.hugetlb=1"
        ":glibc.malloc.mmap_threshold=33554432"
        ":glibc.malloc.trim_threshold=268435456"
        ":glibc.malloc.top_pad=16777216"
    ),
}
"""Nothing of the worker's."""
PROGRAM: Final = (sys.executable, "-m", "video_catalog.probe.parser")


@dataclass(frozen=True)
class Parser:
    """A parser at work on one file.

    Attributes:
        channel: file descriptor of the socket on which it asks and answers.
        status: of the pipe that tells how it ended.
    """

    channel: int
    status: int

    def ended(self) -> int | None:
        """Wait for its end: exit code, or the signal that killed it, negative.

        `None` where nobody knows, because the process that forked it ended too.
        """
        told = os.read(self.status, STATUS.size)
        return int(STATUS.unpack(told)[0]) if len(told) == STATUS.size else None


class Parsers:
    """Starts parsers; for several threads at once, used as a context.

    Enter it before anything secret is read. If the process that forks dies, the next file starts
    another.

    Args:
        program: what serves the requests, given the file descriptor of its socket; another one in
            tests.
    """

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._control = self._start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int:
        """Of the process that forks the parsers."""
        assert self._process is not None, "used outside of its context"  # noqa: S101 - a caller's error
        return self._process.pid

    @contextmanager
    def parser(self, request: Request) -> Iterator[Parser]:
        """A parser for one file; what it does after is ended by its limits.

        Raises:
            TransientError: none can be started now.
        """
        ours, theirs = socket.socketpair()
        status, told = os.pipe()
        try:
            with ours:
                try:
                    self._send(request, theirs.fileno(), told)
                finally:
                    theirs.close()
                    os.close(told)
                yield Parser(ours.fileno(), status)
        finally:
            os.close(status)

    def _send(self, request: Request, channel: int, status: int) -> None:
        message = request.encode()
        with self._lock:
            for control in (self._control, None):
                if control is None:
                    self._stop()
                    control = self._start()  # noqa: PLW2901 - the second try
                    self._control = control
                try:
                    sent = socket.send_fds(control, [message], [channel, status])
                    control.sendall(message[sent:])
                except OSError:
                    continue
                return
        raise TransientError("The parser does not start; expected it to answer.")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*self._program, str(theirs.fileno())],
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._process = None
