"""A parser that is killed at a step of some files, the first time that it gets there.

It can't kill itself: a process that was forked before does, when it is told who is to die.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Final

from video_catalog.metadata import VideoMetadata
from video_catalog.probe import parser
from video_catalog.probe.request import Request

STEPS: Final = {
    "0.mp4": "start",
    "1.mp4": "read",
    "2.mp4": "parsed",
    "3.mp4": "process that forks",
}
ORDER: Final = struct.Struct("<Bi")


class Death:
    """Has a process killed once for each file.

    Args:
        marks: directory where it is noted who died already: whoever forks may die too.
    """

    def __init__(self, marks: Path) -> None:
        self._forker = os.getpid()
        self._keys = list(STEPS)
        self._died = mmap.mmap(-1, len(STEPS))
        for number, key in enumerate(self._keys):
            self._died[number] = (marks / key).exists()
        orders, self._orders = os.pipe()
        if os.fork() == 0:
            os.close(self._orders)
            while order := os.read(orders, ORDER.size):
                number, pid = ORDER.unpack(order)
                (marks / self._keys[number]).touch()
                os.kill(pid, signal.SIGKILL)
            os._exit(0)

    def reach(self, key: str, step: str) -> None:
        """Wait for death, if this is the step."""
        if STEPS.get(key) != step or self._died[self._keys.index(key)]:
            return
        number = self._keys.index(key)
        self._died[number] = 1
        pid = self._forker if step == "process that forks" else os.getpid()
        os.write(self._orders, ORDER.pack(number, pid))
        time.sleep(600)


class MortalFile(parser.RemoteFile):
    """The file; its reader may die between two reads."""

    death: Death
    key: str

    def read(self, size: int = -1) -> bytes:
        """As it is, then die."""
        content = super().read(size)
        self.death.reach(self.key, "read")
        self.death.reach(self.key, "process that forks")
        return content


def main() -> None:
    death = Death(Path(sys.argv[1]))

    def run(file: parser.RemoteFile, request: Request) -> VideoMetadata:
        death.reach(request.name, "start")
        mortal = MortalFile(file.channel, request.size)
        mortal.death, mortal.key = death, request.name
        metadata = parser.probe_remote(mortal, request)
        death.reach(request.name, "parsed")
        return metadata

    parser.main(run)


if __name__ == "__main__":
    main()
