"""`python -m local.keeper LOCK COMMAND…`: run a command, and leave nothing of it.

What the command starts, and the temporary files, are gone when it ends, however it ends. What it
starts is gone when the keeper is killed, too.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

KILLED: Final = 128
"""What shells add to the number of the signal that ended a command."""

STOP_SECONDS: Final = 60
POLL_SECONDS: Final = 0.2
GUARD: Final = "import os, signal, sys; sys.stdin.read(); os.killpg(0, signal.SIGKILL)"
"""Program that ends its process group when nobody can write to it any more."""

BUSY: Final = 75
"""Exit code of who does not get the lock (sysexits.h: EX_TEMPFAIL)."""


def keep(command: Sequence[str], lock: Path) -> int:
    """Run a command under a lock; returns its exit code.

    SIGTERM and SIGINT are handed to the command, which then has a minute to end.

    Args:
        command: what to run.
        lock: file that says who runs, and where the temporary files are.
    """
    with lock.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY
        directory = Path(tempfile.mkdtemp(prefix="local-"))
        # PostgreSQL's user must pass.
        directory.chmod(0o755)
        held.truncate(0)
        held.write(json.dumps({"pid": os.getpid(), "directory": str(directory)}))
        held.flush()
        try:
            return _run(command, {**os.environ, "TMPDIR": str(directory)})
        finally:
            shutil.rmtree(directory, ignore_errors=True)


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    asked: list[float] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: asked.append(time.monotonic()))
    # The one end of the pipe is closed with this process, even where it is killed. It is the first
    # of the group, so that there is no moment at which the command is on its own.
    guard = subprocess.Popen(  # noqa: S603 - our own arguments
        [sys.executable, "-I", "-c", GUARD], stdin=subprocess.PIPE, process_group=0
    )
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        command, env=environment, stdin=subprocess.DEVNULL, process_group=guard.pid
    )
    told = False
    while process.poll() is None:
        if asked and not told:
            process.terminate()
            told = True
        if asked and time.monotonic() > asked[0] + STOP_SECONDS:
            break
        time.sleep(POLL_SECONDS)
    with guard, suppress(ProcessLookupError):
        os.killpg(guard.pid, signal.SIGKILL)
    code = process.wait()
    return code if code >= 0 else KILLED - code


if __name__ == "__main__":
    sys.exit(keep(sys.argv[2:], Path(sys.argv[1])))
