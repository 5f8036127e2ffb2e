"""A parser that does what the name of the file says."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import platform
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from video_catalog.metadata import VideoMetadata
from video_catalog.probe import parser
from video_catalog.probe.channel import announce
from video_catalog.probe.request import Request

LIBRARY: Final = ctypes.CDLL(None)
ON_X86: Final = platform.machine() == "x86_64"
PTRACE: Final = 101 if ON_X86 else 117
EXECUTE: Final = 221
MIB: Final = 1 << 20


def spin() -> None:
    while True:
        pass


def fill_memory() -> None:
    kept = []
    while True:
        kept.append(bytes(64 * MIB))


def write_for_ever(channel: int) -> None:
    while True:
        os.write(channel, bytes(MIB))


def say(channel: int, content: bytes) -> None:
    os.write(channel, content)
    os._exit(0)


def announce_twice(channel: int) -> None:
    announce(channel, [])
    announce(channel, [])


ACTIONS: Final[Mapping[str, Callable[[int], object]]] = {
    "socket": lambda _: socket.socket(),
    "file": lambda _: Path("/etc/hostname").read_text(),
    "new file": lambda _: Path("/tmp/new").write_text("new"),  # noqa: S108 - must not come to be
    "directory": lambda _: os.listdir("/"),  # noqa: PTH208 - at once
    "fork": lambda _: os.fork(),
    "program": lambda _: os.execv("/bin/true", ["true"]),  # noqa: S606 - must not run
    "shell": lambda _: os.system("true"),  # noqa: S605, S607 - must not run
    "ptrace": lambda _: LIBRARY.syscall(PTRACE, 0, 0, 0, 0),
    "signal to its parent": lambda _: os.kill(os.getppid(), signal.SIGKILL),
    "more time": lambda _: signal.setitimer(signal.ITIMER_REAL, 0),
    "more memory": lambda _: LIBRARY.syscall(160 if ON_X86 else 164, 9, None),
    "executable memory": lambda _: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "environment": lambda _: os.abort() if "secret" in os.environ.values() else None,
    "spin": lambda _: spin(),
    "deaf": lambda _: deaf(),
    "deaf by mask": lambda _: deaf_by_mask(),
    "wait": lambda _: time.sleep(600),
    "memory": lambda _: fill_memory(),
    "segmentation fault": lambda _: ctypes.string_at(0),
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(3),
    "exception": lambda _: 1 / 0,
    "recursion": lambda _: recurse(),
    "output without end": write_for_ever,
    "message of no kind": lambda channel: say(channel, bytes([9]) + bytes(12)),
    "answer too long": lambda channel: say(channel, bytes([2]) + bytes(8) + b"\xff" * 4),
    "half a message": lambda channel: say(channel, bytes([2]) + bytes(3)),
    "no JSON": lambda channel: say(channel, bytes([2]) + bytes(8) + b"\x01\0\0\0{"),
    "no metadata": lambda channel: say(channel, bytes([2]) + bytes(8) + b"\x02\0\0\0{}"),
    "announces twice": announce_twice,
    "too many offsets": lambda channel: announce(channel, range(4097)),
    "half an offset": lambda channel: say(channel, bytes([4]) + bytes(8) + b"\x01\0\0\0."),
    "offsets of anywhere": lambda channel: announce(channel, [0, 1, 2**40, 2**64 - 1]),
    "no reason": lambda channel: say(channel, bytes([3]) + bytes(8) + b"\x02\0\0\0{}"),
}


def deaf() -> None:
    with contextlib.suppress(OSError):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(600)


def deaf_by_mask() -> None:
    with contextlib.suppress(OSError):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(600)


def recurse() -> None:
    recurse()


def misbehave(file: parser.RemoteFile, request: Request) -> VideoMetadata:
    """Do it, then probe."""
    action = ACTIONS.get(request.name)
    if action:
        action(file.channel)
    return parser.probe_remote(file, request)


if __name__ == "__main__":
    parser.main(misbehave)
