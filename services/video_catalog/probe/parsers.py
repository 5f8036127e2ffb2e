"""Parsers as seen by who feeds them: one for each file, forked before it is needed."""

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
from video_catalog.probe.request import NEXT, STATUS

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
        program: what forks, given the file descriptor of its socket; another one in tests.
        count: how many files are parsed at once.
    """

    def __init__(self, program: Sequence[str] = PROGRAM, *, count: int = 1) -> None:
        self._program = program
        self._count = count
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
    def parser(self) -> Iterator[Parser]:
        """A parser for one file; what it does after is ended by its limits.

        Raises:
            TransientError: none can be started now.
        """
        control, (channel, status) = self._take()
        try:
            yield Parser(channel, status)
        finally:
            os.close(channel)
            os.close(status)
            # Not before: to fork takes this file's parser a millisecond. When the process that
            # forks has died, who comes next finds that out.
            with suppress(OSError):
                control.sendall(NEXT)

    def _take(self) -> tuple[socket.socket, tuple[int, int]]:
        with self._lock:
            # What was forked before the process that forks died, died with it.
            if self._control is not None and self._lives() and (handed := _handed(self._control)):
                return self._control, handed
            self._stop()
            self._control = self._start()
            if handed := _handed(self._control):
                return self._control, handed
        raise TransientError("The parser does not start; expected it to answer.")

    def _lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

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
        # Where it has ended already, whoever takes a parser finds that out.
        with suppress(OSError):
            ours.sendall(NEXT * self._count)
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


def _handed(control: socket.socket) -> tuple[int, int] | None:
    """A parser's channel and status; `None` where nobody forks any more."""
    try:
        _, handed, _, _ = socket.recv_fds(control, len(NEXT), 2)
    except OSError:
        return None
    if not handed:
        return None
    channel, status = handed
    return channel, status
