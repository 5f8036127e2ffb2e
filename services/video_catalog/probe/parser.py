"""The processes that parse: one that has loaded FFmpeg's libraries, and its fork for each file.

Started by `parsers.py` with an empty environment, before anything secret is read. By a
stream socket it gives two file descriptors: the channel of a fork, on which the request comes, and
a pipe that tells how the fork ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

import av

from video_catalog.errors import PermanentError, Reason
from video_catalog.metadata import VideoMetadata, as_data
from video_catalog.probe import sandbox
from video_catalog.probe.channel import (
    ChannelError,
    Kind,
    announce,
    answer,
    ask,
    is_requested,
    requested,
)
from video_catalog.probe.container import probe
from video_catalog.probe.limits import MIB
from video_catalog.probe.mxf import partitions
from video_catalog.probe.rehearsal import make_clip, rehearse
from video_catalog.probe.request import NEXT, STATUS, UNCONFINED, Request

LONGEST_ERROR: Final = 500
PART: Final = 1 * MIB
"""How much is asked for at once."""

PARTS: Final = 3
"""How many are kept: the file's head, its index, and the media, between which FFmpeg goes."""


Probe = Callable[["RemoteFile", Request], VideoMetadata]
WarmUp = Callable[[], None]


class RemoteFile(io.RawIOBase):
    """The file behind the channel, as FFmpeg reads it.

    Attributes:
        channel: file descriptor of the socket.
    """

    def __init__(self, channel: int, size: int) -> None:
        self.channel = channel
        self._size = size
        self._position = 0
        self._parts: list[tuple[int, bytes]] = []

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Read on from elsewhere."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        if self._position >= self._size:
            return b""
        start, part = self._part()
        offset = self._position - start
        content = part[offset:] if size < 0 else part[offset : offset + size]
        self._position += len(content)
        return content

    def _part(self) -> tuple[int, bytes]:
        """The part in which the next byte is, and its offset."""
        for number, (start, part) in enumerate(self._parts):
            if start <= self._position < start + len(part):
                self._parts.append(self._parts.pop(number))
                return start, part
        # FFmpeg reads on in small steps; a hostile length must not be allocated at once.
        part = ask(self.channel, self._position, PART)
        self._parts = [*self._parts[1 - PARTS :], (self._position, part)]
        return self._position, part


def probe_remote(file: RemoteFile, request: Request) -> VideoMetadata:
    """What the file says of itself.

    Raises:
        PermanentError: it is not a video that can be read.
    """
    if offsets := partitions(file, request.size):
        # FFmpeg goes from the last to the first.
        announce(file.channel, offsets[::-1])
    return probe(file, name=request.name, size=request.size)


def serve(control: socket.socket, run: Probe, warm_up: WarmUp) -> None:
    """Hand out forks, until the other side closes.

    Args:
        control: where they are asked for, and handed out.
        run: probes.
        warm_up: is called in a fork that has nothing to probe yet.
    """
    forks: dict[int, int] = {}
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: _reap(forks))
    while control.recv(len(NEXT)):
        ready = _fork((control.fileno(), woken, wake), forks, run, warm_up)
        socket.send_fds(control, [NEXT], ready)
        for handed in ready:
            os.close(handed)


def _fork(
    ours: Sequence[int], forks: dict[int, int], run: Probe, warm_up: WarmUp
) -> tuple[int, int]:
    """File descriptors of a new fork: its channel, and the pipe that tells how it ended."""
    theirs, channel = (end.detach() for end in socket.socketpair())
    status, told = os.pipe()
    # A fork that ends at once must find its entry.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    pid = os.fork()
    if pid == 0:
        for inherited in (*ours, theirs, status, told, *forks.values()):
            os.close(inherited)
        _parse(channel, run, warm_up)
    forks[pid] = told
    os.close(channel)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    return theirs, status


def _reap(forks: dict[int, int]) -> None:
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        status = forks.pop(pid)
        # Nobody may want to know any more.
        with contextlib.suppress(BrokenPipeError):
            os.write(status, STATUS.pack(os.waitstatus_to_exitcode(ended)))
        os.close(status)


def _parse(channel: int, run: Probe, warm_up: WarmUp) -> NoReturn:
    """Probe in a sandbox, answer, and end without what Python does at its end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        sandbox.die_with_parent()
        _say_nothing()
        _confine(sandbox.prepare)
        if not is_requested(channel):
            warm_up()
        request = Request.decode(requested(channel))
        _confine(lambda: sandbox.enter(request.limits))
        kind, document = _answer(channel, request, run)
        answer(channel, kind, document)
        code = 0
    except ChannelError:
        # Nobody waits for the answer any more.
        code = 0
    finally:
        os._exit(code)


def _confine(step: Callable[[], None]) -> None:
    try:
        step()
    except OSError:
        os._exit(UNCONFINED)


def _say_nothing() -> None:
    """What the forking process may say, a file may not."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)


def _answer(channel: int, request: Request, run: Probe) -> tuple[Kind, bytes]:
    try:
        metadata = run(RemoteFile(channel, request.size), request)
        document = json.dumps(as_data(metadata)).encode()
        if len(document) <= request.limits.answer:
            return Kind.METADATA, document
        error = PermanentError(
            Reason.TOO_LARGE,
            f"{request.name}: metadata of {len(document)} bytes; expected at most "
            f"{request.limits.answer}.",
        )
    except PermanentError as refused:
        error = refused
    except MemoryError:
        error = PermanentError(
            Reason.TOO_LARGE,
            f"{request.name}: needs more memory than {request.limits.memory} bytes.",
        )
    except ChannelError:
        raise
    except Exception as failure:  # noqa: BLE001 - whatever a hostile file does is its own failure
        error = PermanentError(
            Reason.BROKE_PARSER,
            f"{request.name}: {type(failure).__name__}: {failure}",
        )
    told = {"reason": error.reason.value, "message": str(error)[:LONGEST_ERROR]}
    return Kind.ERROR, json.dumps(told).encode()


def _load_all() -> None:
    """Load what PyAV loads when it is needed: a fork opens no file any more."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        # Samples are fetched by HTTP and TLS: a parser needs neither.
        if not module.name.endswith(("__main__", ".datasets")):
            importlib.import_module(module.name)


def main(run: Probe = probe_remote) -> None:
    """Serve the socket whose file descriptor is the last argument.

    Args:
        run: probes; another one in tests.
    """
    sandbox.die_with_parent()
    sandbox.not_dumpable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load_all()
    av.logging.set_level(None)
    clip = make_clip()
    rehearse(clip)
    # What is loaded is the same in every fork: don't copy it there by collecting garbage.
    gc.collect()
    gc.freeze()
    with (
        socket.socket(fileno=int(sys.argv[-1])) as control,
        # The other side has closed without taking what was handed out.
        contextlib.suppress(ConnectionError),
    ):
        serve(control, run, lambda: rehearse(clip, times=1))


if __name__ == "__main__":
    main()
