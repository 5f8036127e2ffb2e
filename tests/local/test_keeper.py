from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.keeper import BUSY, KILLED

SECONDS = 30
CHILD = """
import json, os, pathlib, subprocess, sys, tempfile, time
path = pathlib.Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
new = path.with_suffix(".new")
told = {"pid": os.getpid(), "child": child.pid, "temporary": tempfile.gettempdir()}
new.write_text(json.dumps(told))
new.rename(path)
time.sleep(float(sys.argv[2]))
sys.exit(7)
"""


class Kept:
    """A command that starts another, under a keeper."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.lock = folder / "lock"
        self._said = folder / "said"
        command = [sys.executable, "-c", CHILD, str(self._said), str(seconds)]
        self.keeper = subprocess.Popen(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "local.keeper", str(self.lock), *command],
            # A keeper who is killed leaves its temporary files.
            env={**os.environ, "TMPDIR": str(folder)},
        )

    def said(self) -> dict[str, Any]:
        """What the command tells of itself."""
        wait(self._said.exists)
        told: dict[str, Any] = json.loads(self._said.read_text())
        return told


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def expect_nothing_of(told: dict[str, Any]) -> None:
    wait(lambda: not runs(told["pid"]) and not runs(told["child"]))
    assert not Path(told["temporary"]).exists()


def test_ends_with_the_command_and_leaves_nothing_of_what_it_started(tmp_path: Path) -> None:
    kept = Kept(tmp_path, seconds=0)
    told = kept.said()
    assert kept.keeper.wait(SECONDS) == 7
    expect_nothing_of(told)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_hands_a_signal_on(tmp_path: Path, number: signal.Signals) -> None:
    kept = Kept(tmp_path, seconds=600)
    told = kept.said()
    kept.keeper.send_signal(number)
    assert kept.keeper.wait(SECONDS) == KILLED + signal.SIGTERM
    expect_nothing_of(told)


def test_a_command_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path, seconds=600)
    told = kept.said()
    os.kill(told["pid"], signal.SIGKILL)
    assert kept.keeper.wait(SECONDS) == KILLED + signal.SIGKILL
    expect_nothing_of(told)


def test_a_keeper_who_is_killed_takes_what_it_started_along(tmp_path: Path) -> None:
    kept = Kept(tmp_path, seconds=600)
    told = kept.said()
    kept.keeper.kill()
    kept.keeper.wait(SECONDS)
    wait(lambda: not runs(told["pid"]) and not runs(told["child"]))


def test_a_keeper_and_a_command_that_are_killed_at_once_leave_nothing_running(
    tmp_path: Path,
) -> None:
    kept = Kept(tmp_path, seconds=600)
    told = kept.said()
    kept.keeper.kill()
    os.kill(told["pid"], signal.SIGKILL)
    kept.keeper.wait(SECONDS)
    wait(lambda: not runs(told["child"]))


def test_the_lock_is_for_one(tmp_path: Path) -> None:
    kept = Kept(tmp_path, seconds=600)
    kept.said()
    other = Kept(tmp_path, seconds=0)
    assert other.keeper.wait(SECONDS) == BUSY
    assert json.loads(kept.lock.read_text())["pid"] == kept.keeper.pid
    kept.keeper.terminate()
    kept.keeper.wait(SECONDS)
