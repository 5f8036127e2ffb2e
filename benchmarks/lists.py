"""What a page of a list costs at any depth, by each filter, among 10,000 and 1,000,000 records.

Each page is asked for as the API asks, by its own queries, and PostgreSQL tells by which index it
found it. The records have the columns that are filtered by, and a short probe instead of a whole
one, which lists never read.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch
from urllib.parse import urlencode

from psycopg import Connection

from benchmarks import plots
from local.servers import Emulator
from local.servers.postgres import Postgres
from tests.services.databases import TestDatabase
from video_catalog.api import parameters
from video_catalog.store import Filter, Position, Videos
from video_catalog.store.migrate import migrate
from video_catalog.store.videos import page_query

SIZES: Final = (10_000, 1_000_000)
DEPTHS: Final = (0.0, 0.25, 0.5, 0.75, 0.95)
"""Which part of the records is newer than the page."""

LIMIT: Final = 50
RUNS: Final = 21
FLAT: Final = 3.0
"""The slowest depth takes at most so many times the fastest."""

MIDDLE: Final = "2026-01-01T00:00:00+00:00"
QUERIES: Final[dict[str, dict[str, str]]] = {
    "none": {},
    "key, rare": {"key_prefix": "4999"},
    "key, many": {"key_prefix": "4"},
    "container": {"container": "mxf"},
    "codec": {"codec": "hevc"},
    "HDR": {"hdr": "HLG"},
    "status": {"status": "refused"},
    "height": {"height_min": "2160"},
    "height, rare": {"height_min": "4320"},
    "frame rate": {"frame_rate_min": "50"},
    "duration": {"duration_min": "3000", "duration_max": "3100"},
    "codec, status": {"codec": "hevc", "status": "probed"},
    "newer half": {"created_from": MIDDLE},
    "older half": {"created_to": MIDDLE},
}

# A record a second; what stands in the columns comes round in another period for each.
FILL: Final = """\
INSERT INTO video (id, bucket, key, sequencer, size, status, reason, probe_version, container,
    codec, hdr, width, height, frame_rate, duration, probe, created_at)
SELECT md5(n::text)::uuid, 'ingest', n || '.mp4', '1', 1000,
    CASE WHEN n %% 50 = 0 THEN 'refused' ELSE 'probed' END,
    CASE WHEN n %% 50 = 0 THEN 'not a video' END,
    1,
    (ARRAY['mov,mp4,m4a,3gp,3g2,mj2', 'mov,mp4,m4a,3gp,3g2,mj2', 'mpegts', 'mxf'])[1 + n %% 4],
    (ARRAY['h264', 'h264', 'h264', 'mpeg2video', 'hevc'])[1 + n %% 5],
    (ARRAY['SDR', 'SDR', 'SDR', 'SDR', 'SDR', 'HLG', 'PQ'])[1 + n %% 7],
    1920,
    CASE WHEN n %% 1009 = 0 THEN 4320 ELSE (ARRAY[1080, 720, 2160, 480])[1 + n %% 11 %% 4] END,
    (ARRAY[25, 29.97, 59.94])[1 + n %% 13 %% 3],
    n %% 7193,
    CASE WHEN n %% 50 <> 0 THEN '{}'::jsonb END,
    %(middle)s::timestamptz + (n - %(size)s / 2) * interval '1 second'
FROM generate_series(1, %(size)s) AS n"""


def fill(connection: Connection, size: int) -> None:
    """Insert so many records."""
    connection.execute(FILL, {"size": size, "middle": MIDDLE})
    connection.execute("VACUUM ANALYZE video")


@contextmanager
def filled(postgres: Postgres, emulator: Emulator, size: int) -> Iterator[TestDatabase]:
    """A database of so many records."""
    database = TestDatabase(postgres, emulator)
    database.create()
    try:
        migrate(database.database)
        with database.administrator() as connection:
            fill(connection, size)
        yield database
    finally:
        database.drop()


def position(connection: Connection, size: int, depth: float) -> Position | None:
    """Where so many of the records are newer; `None` where none is."""
    row = connection.execute(
        "SELECT created_at, id FROM video WHERE key = %s", (f"{round(size * (1 - depth))}.mp4",)
    ).fetchone()
    return Position(*row) if row and depth else None


def indexes(
    connection: Connection, filters: Sequence[Filter], before: Position | None
) -> list[str]:
    """The names of the indexes that a page is found by, as PostgreSQL says."""
    query, values = page_query(filters, before=before, limit=LIMIT)
    row = connection.execute(f"EXPLAIN (FORMAT JSON) {query}".encode(), values).fetchone()
    return sorted(set(_indexes(row[0][0]["Plan"]))) if row else []


def _indexes(plan: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in plan:
        yield plan["Index Name"]
    for each in plan.get("Plans", ()):
        yield from _indexes(each)


async def milliseconds(
    database: TestDatabase, filters: Sequence[Filter], positions: Sequence[Position | None]
) -> list[float]:
    """The median time of a page at each position, which take turns."""
    taken: list[list[float]] = [[] for _ in positions]
    async with Videos(database.database, connections=1) as videos:
        for _ in range(RUNS):
            for times, before in zip(taken, positions, strict=True):
                start = time.perf_counter()
                await videos.page(filters, before=before, limit=LIMIT)
                times.append(1000 * (time.perf_counter() - start))
    return [statistics.median(each) for each in taken]


def measure(database: TestDatabase, size: int) -> dict[str, dict[str, Any]]:
    """The figures of each filter."""
    found = {}
    with database.administrator() as connection:
        positions = [position(connection, size, depth) for depth in DEPTHS]
        for name, query in QUERIES.items():
            values = parameters.parse(urlencode(query).encode(), parameters.PAGE)
            filters = parameters.filters(values)
            starts = [
                parameters.start(values | ({"cursor": each} if each else {})) for each in positions
            ]
            times = asyncio.run(milliseconds(database, filters, starts))
            found[name] = {
                "milliseconds": dict(zip(map(str, DEPTHS), times, strict=True)),
                "slowest_to_fastest": max(times) / min(times),
                "indexes": [indexes(connection, filters, each) for each in starts],
            }
    return found


def main() -> dict[str, Any]:
    """Print a line for each size and filter; the figures as a mapping."""
    figures: dict[str, Any] = {"flat": FLAT}
    depths = "".join(f"{depth:>8.0%}" for depth in DEPTHS)
    print(f"pages of {LIMIT} records, median milliseconds of {RUNS} by depth")
    print(f"    records  filter         {depths}  slowest/fastest  indexes")
    with Emulator() as emulator, patch.dict(os.environ, emulator.variables), Postgres() as postgres:
        for size in SIZES:
            with filled(postgres, emulator, size) as database:
                figures[str(size)] = rows = measure(database, size)
            for name, row in rows.items():
                times = "".join(f"{each:>8.2f}" for each in row["milliseconds"].values())
                used = dict.fromkeys(" + ".join(each) or "none" for each in row["indexes"])
                print(
                    f"  {size:>9,}  {name:<15}{times} {row['slowest_to_fastest']:>16.1f}  "
                    f"{', '.join(used)}"
                )
    for size in SIZES:
        plot = plots.lines(
            f"lists-{size}",
            title=f"Pages of {LIMIT} among {size:,} records",
            x="part of the records that is newer",
            y="milliseconds",
            series={
                name: [(float(depth), took) for depth, took in row["milliseconds"].items()]
                for name, row in figures[str(size)].items()
            },
        )
        print(f"  plot: {plot}")
    print(f"  aim: {FLAT:.0f} at most")
    return figures


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.lists", description=__doc__).parse_args()
    main()
