"""Load on an HTTP server, by wrk (https://github.com/wg/wrk)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_suffix(".lua")


class LoadError(RuntimeError):
    """There is no load, or not only right answers to it."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a server did under load.

    Attributes:
        rate: requests a second.
        cpu: what the server's processes spent on a request, in microseconds.
        p50: half of the answers took less, in milliseconds.
        p99: all but one in a hundred took less, in milliseconds.
    """

    rate: float
    cpu: float
    p50: float
    p99: float


def load(url: str, paths: Path, *, process: int, connections: int, seconds: int) -> Load:
    """Ask for paths in a random order, on each connection one after the other.

    Args:
        url: of the server.
        process: id of its main process.
        paths: a file with one a line.
        connections: how many at once.
        seconds: how long.

    Raises:
        LoadError: wrk is not there, or an answer was no success.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise LoadError("wrk: not found; install it, on Debian by `apt-get install wrk`.")
    before = _cpu_seconds(process)
    told = subprocess.run(  # noqa: S603 - our own arguments
        [
            *(wrk, "--threads", "1", "--connections", str(connections)),
            *("--duration", f"{seconds}s", "--timeout", "30s"),
            *("--script", str(SCRIPT), url, "--", str(paths)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(told.stdout.splitlines()[-1])
    if found["errors"] or not found["requests"]:
        raise LoadError(f"{url}: {found}; expected answers, and no errors.")
    spent = _cpu_seconds(process) - before
    return Load(
        rate=found["requests"] / found["seconds"],
        cpu=1e6 * spent / found["requests"],
        p50=found["p50"],
        p99=found["p99"],
    )


def _cpu_seconds(process: int) -> float:
    """What a process and its children have spent, by Linux's account (proc(5))."""
    directory = Path("/proc", str(process))
    ticks = map(int, (directory / "stat").read_text().rpartition(")")[2].split()[11:13])
    children = (directory / "task" / str(process) / "children").read_text().split()
    return sum(ticks) / os.sysconf("SC_CLK_TCK") + sum(_cpu_seconds(int(each)) for each in children)


@contextmanager
def on_cpu(number: int) -> Iterator[None]:
    """Have what is started inside run on one CPU, if there is more than one."""
    everywhere = os.sched_getaffinity(0)
    if len(everywhere) > 1:
        os.sched_setaffinity(0, {sorted(everywhere)[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)
