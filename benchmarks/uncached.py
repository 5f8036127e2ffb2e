"""What a record costs that the cache does not have, against PostgreSQL's own answer time.

The API is asked for records that were never asked for: it asks Redis, takes the lease, asks
PostgreSQL, makes the document and puts it. Beside it stands the same query alone, by the same
driver, and by the other driver of the field. The API and the drivers run on one CPU; PostgreSQL,
Redis and wrk share another.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped] # it ships no types
import psycopg

from benchmarks.api import API, pinned_system
from benchmarks.lists import fill
from benchmarks.load import load, on_cpu
from tests.services.api.system import System
from video_catalog.store.videos import GET

RECORDS: Final = 200_000
CONNECTIONS: Final = (1, 8)
ROUNDS: Final = 5
SECONDS: Final = 2
READS: Final = 2000
"""Of a driver in a round."""

PSYCOPG: Final = "psycopg"
ASYNCPG: Final = "asyncpg"

Read = Callable[[UUID], Awaitable[object]]


async def _psycopg(dsn: str, stack: AsyncExitStack) -> Read:
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
    await stack.enter_async_context(connection)

    async def read(video_id: UUID) -> object:
        cursor = connection.cursor(binary=True)
        await cursor.execute(GET, (video_id,))
        return await cursor.fetchall()

    return read


async def _asyncpg(dsn: str, stack: AsyncExitStack) -> Read:
    connection = await asyncpg.connect(dsn)
    stack.push_async_callback(connection.close)
    statement = await connection.prepare(GET.replace("%s", "$1"))
    return statement.fetch  # type: ignore[no-any-return] # likewise


DRIVERS: Final = {PSYCOPG: _psycopg, ASYNCPG: _asyncpg}


async def milliseconds(dsn: str, driver: str, ids: Sequence[UUID], connections: int) -> float:
    """The median time of a read by a driver, on each connection one after the other."""
    taken: list[float] = []

    async def work(read: Read) -> None:
        for _ in range(READS // connections):
            start = time.perf_counter()
            await read(random.choice(ids))  # noqa: S311 - no secret
            taken.append(1000 * (time.perf_counter() - start))

    async with AsyncExitStack() as stack:
        reads = [await DRIVERS[driver](dsn, stack) for _ in range(connections)]
        await asyncio.gather(*(work(read) for read in reads))
    return statistics.median(taken)


def measure(system: System, paths: Path, ids: Sequence[UUID]) -> dict[int, dict[str, list[float]]]:
    """The median milliseconds of each in each round, by the number of connections."""
    dsn = system.database.server.dsn(system.database.name)
    found: dict[int, dict[str, list[float]]] = {}
    for connections in CONNECTIONS:
        rows = found[connections] = {name: [] for name in (API, *DRIVERS)}
        for _ in range(ROUNDS):
            with system.valkey.client() as client:
                client.flushall()
            with on_cpu(1):
                answered = load(
                    system.api.url,
                    paths,
                    process=system.api.process.pid,
                    connections=connections,
                    seconds=SECONDS,
                )
            rows[API].append(answered.p50)
            with on_cpu(0):
                for driver in DRIVERS:
                    rows[driver].append(asyncio.run(milliseconds(dsn, driver, ids, connections)))
    return found


def main() -> dict[str, Any]:
    """Print a line for each number of connections; the figures as a mapping."""
    with pinned_system() as system, tempfile.TemporaryDirectory() as directory:
        with system.database.administrator() as connection:
            fill(connection, RECORDS)
            ids = [row[0] for row in connection.execute("SELECT id FROM video").fetchall()]
        paths = Path(directory, "paths")
        paths.write_text("".join(f"/videos/{each}\n" for each in ids))
        found = measure(system, paths, ids)
    figures: dict[str, Any] = {}
    print(f"uncached reads, p50 in milliseconds, median of {ROUNDS} rounds")
    print(f"  connections  {API:>9}  {PSYCOPG:>9}  {ASYNCPG:>9}  API / {PSYCOPG}  {ASYNCPG} / it")
    for connections, rows in found.items():
        middle = {name: statistics.median(times) for name, times in rows.items()}
        ratios = {
            "api_to_psycopg": _ratio(rows[API], rows[PSYCOPG]),
            "asyncpg_to_psycopg": _ratio(rows[ASYNCPG], rows[PSYCOPG]),
        }
        figures[str(connections)] = {**middle, **ratios}
        times = "  ".join(f"{middle[name]:>9.3f}" for name in (API, PSYCOPG, ASYNCPG))
        print(
            f"  {connections:>11}  {times}  {ratios['api_to_psycopg']:>13.2f}"
            f"  {ratios['asyncpg_to_psycopg']:>12.2f}"
        )
    return figures


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.uncached", description=__doc__).parse_args()
    main()
