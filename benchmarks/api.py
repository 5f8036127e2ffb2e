"""What the API's cached reads cost, against a plain API and against its own server's limit.

The bound is the server with its way to Redis and nothing else: what that takes beyond the constant
no API with this server and this cache can save. Each server runs on one CPU; wrk and Redis share
another. The servers take turns in every round.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from benchmarks import plots
from benchmarks.load import Load, load, on_cpu
from local.servers import Postgres, free_port
from tests.services.api.system import START_SECONDS, System, running_system
from tests.services.emulator import Emulator
from tests.services.videos import CREATED, METADATA
from video_catalog.store import video_id

ROOT: Final = Path(__file__).parents[1]
VIDEOS: Final = 1000
CONNECTIONS: Final = (1, 32, 256)
ROUNDS: Final = 5
SECONDS: Final = 2
WARM_UP_SECONDS: Final = 1
FIGURES: Final = tuple(field.name for field in fields(Load))
TO_PLAIN: Final = 3.0
"""At least so many times as fast as the plain API."""

TO_CONSTANT: Final = 0.6
"""At least this part of the limit."""

API: Final = "this API"
CONSTANT: Final = "constant"
BOUND: Final = "bound"
PLAIN: Final = "plain"
PLAIN_BYTES: Final = "plain, bytes"


@dataclass(frozen=True)
class Contender:
    """A server under load.

    Attributes:
        name: of it.
        url: where it is.
        process: id of its main process.
        paths: a file with what it is asked for.
    """

    name: str
    url: str
    process: int
    paths: Path


@contextmanager
def serving(module: str, **environment: str) -> Iterator[tuple[str, int]]:
    """A server of benchmarks.servers as a process: its URL and its id."""
    port = free_port()
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [sys.executable, "-m", f"benchmarks.servers.{module}"],
        cwd=ROOT,
        env={
            **os.environ,
            **environment,
            "PORT": str(port),
            "PYTHONPATH": f"{ROOT}:{ROOT}/services",
        },
    ) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _await(url)
            yield url, process.pid
        finally:
            process.terminate()


def _await(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url}: no answer after {START_SECONDS} s")


def fill(system: System) -> list[str]:
    """Ids of videos that are in the database, in the cache, and in the plain API's."""
    events = [replace(CREATED, key=f"{number}.mp4") for number in range(VIDEOS)]
    ids = []
    with system.valkey.client() as client:
        for event in events:
            system.catalog.record(event, METADATA)
            system.cache.forget(event)
            ids.append(str(video_id(event.bucket, event.key)))
            client.set(f"plain:{ids[-1]}", system.api.get(f"/videos/{ids[-1]}").body)
    return ids


@contextmanager
def pinned_system() -> Iterator[System]:
    """The API on one CPU, all that it needs on another."""
    with ExitStack() as stack:
        with on_cpu(1):
            emulator = stack.enter_context(Emulator())
            postgres = stack.enter_context(Postgres())
            system = stack.enter_context(running_system(postgres, emulator))
        with on_cpu(0):
            system.api.close()
            system.api.open()
        yield system


@contextmanager
def contenders() -> Iterator[list[Contender]]:
    """All of them, running."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        system = stack.enter_context(pinned_system())
        ids = fill(system)
        paths = directory / "paths"
        paths.write_text("".join(f"/videos/{each}\n" for each in ids))
        bytes_paths = directory / "bytes"
        bytes_paths.write_text("".join(f"/bytes/{each}\n" for each in ids))
        body = directory / "body"
        body.write_bytes(system.api.get(f"/videos/{ids[0]}").body)
        with on_cpu(0):
            constant = stack.enter_context(serving("constant", CONSTANT_BODY=str(body)))
            redis = f"redis://{system.valkey.host}:{system.valkey.port}"
            bound = stack.enter_context(serving("bound", CACHE_URL=redis))
            plain = stack.enter_context(serving("plain", CACHE_URL=redis))
        yield [
            Contender(API, system.api.url, system.api.process.pid, paths),
            Contender(CONSTANT, *constant, paths),
            Contender(BOUND, *bound, paths),
            Contender(PLAIN, *plain, paths),
            Contender(PLAIN_BYTES, *plain, bytes_paths),
        ]


def measure(servers: Sequence[Contender]) -> dict[int, dict[str, list[Load]]]:
    """What each did in each round, by the number of connections."""
    with on_cpu(1):
        return {connections: _rounds(servers, connections) for connections in CONNECTIONS}


def _rounds(servers: Sequence[Contender], connections: int) -> dict[str, list[Load]]:
    def ask(server: Contender, seconds: int) -> Load:
        return load(
            server.url,
            server.paths,
            process=server.process,
            connections=connections,
            seconds=seconds,
        )

    for each in servers:
        ask(each, WARM_UP_SECONDS)
    rounds = [{each.name: ask(each, SECONDS) for each in servers} for _ in range(ROUNDS)]
    return {each.name: [found[each.name] for found in rounds] for each in servers}


def summary(loads: Mapping[str, Sequence[Load]]) -> dict[str, dict[str, float]]:
    """The median of each figure, and how the API compares: the median of the rounds' ratios."""
    rows = {}
    for name, theirs in loads.items():
        pairs = list(zip(loads[API], theirs, strict=True))
        rows[name] = {
            **{
                figure: statistics.median(getattr(each, figure) for each in theirs)
                for figure in FIGURES
            },
            "api_to_it": statistics.median(ours.rate / its.rate for ours, its in pairs),
            "api_to_it_by_cpu": statistics.median(its.cpu / ours.cpu for ours, its in pairs),
        }
    return rows


def main() -> dict[str, Any]:
    """Print each contender's figures; all of them as a mapping."""
    with contenders() as servers:
        loads = measure(servers)
    figures: dict[str, Any] = {"to_plain": TO_PLAIN, "to_constant": TO_CONSTANT}
    print(f"cached reads, median of {ROUNDS} rounds of {SECONDS} s")
    print("  connections  server        requests/s  CPU µs    p50 ms    p99 ms  API / it  by CPU")
    for connections, found in loads.items():
        figures[str(connections)] = rows = summary(found)
        for name, row in rows.items():
            print(
                f"  {connections:>11}  {name:<12} {row['rate']:>11,.0f} {row['cpu']:>7.0f} "
                f"{row['p50']:>9.2f} {row['p99']:>9.2f} {row['api_to_it']:>9.2f} "
                f"{row['api_to_it_by_cpu']:>7.2f}"
            )
    plot = plots.lines(
        "api",
        title="Cached reads",
        x="connections",
        y="requests a second",
        series={
            name: [(each, figures[str(each)][name]["rate"]) for each in loads]
            for name in loads[CONNECTIONS[0]]
        },
    )
    print(f"  plot: {plot}")
    print(f"  aim: {TO_PLAIN:.0f} times {PLAIN}, {TO_CONSTANT} times {CONSTANT}")
    return figures


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__).parse_args()
    main()
