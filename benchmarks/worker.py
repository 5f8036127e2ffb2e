"""What a file costs the worker, against ffprobe as a process and the bare probe of a local copy.

The whole job is a message that is received, the object's ranges read and probed in a sandbox of
its own, the record of a new video committed, the cache told and the message deleted. The bare probe
parses the local copy in this very process: it is the limit. ffprobe is that of PATH, which a
distribution links with a hundred libraries, and a static one, which starts faster; the latter also
with the first pictures, by which alone it tells some of what the probe tells. All are measured in
turn, in one run, over videos as they are delivered.
"""

from __future__ import annotations

import argparse
import io
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks import plots
from benchmarks.media import KINDS, make
from benchmarks.pipeline import Pipeline
from tests.services.probe.ffprobe import ARGUMENTS, program
from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.events import Event
from video_catalog.metadata import PROBE_VERSION
from video_catalog.probe.container import probe_file
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.probe.s3_requests import S3Requests
from video_catalog.store.catalog import Catalog
from video_catalog.telemetry import Metrics
from video_catalog.worker.clients import s3_requests
from video_catalog.worker.job import Job

HEADERS: Final = (
    *("-v", "error", "-of", "json"),
    *("-show_format", "-show_streams", "-show_chapters", "-show_programs"),
)
PICTURES: Final = ARGUMENTS
"""Of the first packets too."""

SECONDS: Final = 30
"""How long each video is."""

ROUNDS: Final = 11
FLEETS: Final = ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (2, 4))
"""Workers, and files in flight of each."""

FILES: Final = 48
"""In one measurement of throughput; as many of each kind."""

THROUGHPUT_ROUNDS: Final = 3
TIMES_AS_FAST: Final = 3.0
MILLISECONDS_OVER: Final = 40.0
TIMES_A_FILE: Final = 1.5


def main() -> dict[str, object]:
    """Print the tables; the figures as a mapping."""
    # What parses must not have been near a credential.
    with Parsers() as parsers, Pipeline() as pipeline, tempfile.TemporaryDirectory() as directory:
        videos = {
            path: pipeline.upload(path)
            for path in (make(kind, Path(directory), seconds=SECONDS) for kind in KINDS)
        }
        return {
            "one_at_a_time": one_at_a_time(pipeline, parsers, videos),
            "throughput": throughput(pipeline, videos),
        }


def one_at_a_time(
    pipeline: Pipeline, parsers: Parsers, videos: Mapping[Path, Event]
) -> dict[str, object]:
    """Milliseconds of each way for each file, and how they compare."""
    with worker_of_one(pipeline, parsers, s3_requests(CONNECTIONS)) as work:
        ways = _ways(work)
        print(f"one file at a time, ms, median of {ROUNDS}")
        print(f"  {'file':<10} {'MB':>8}{''.join(f'{name:>20}' for name in ways)}")
        kinds = [_compare(path, event, ways) for path, event in videos.items()]
    as_fast = {name: _times_as_fast(name, kinds) for name in ways if name not in {"job", "bare"}}
    over = max(row["job"] - row["bare"] for row in kinds)
    for name, ratios in as_fast.items():
        print(
            f"  the job is {statistics.geometric_mean(ratios):.2f} times as fast as {name}, "
            f"{min(ratios):.2f} to {max(ratios):.2f}"
        )
    print(f"  and takes {over:.1f} ms more than bare, at most")
    print(f"  aims: {TIMES_AS_FAST:.0f}, none below 1, {MILLISECONDS_OVER:.0f} ms")
    return {
        "milliseconds": kinds,
        "times_as_fast_as": {
            name: statistics.geometric_mean(ratios) for name, ratios in as_fast.items()
        },
        "milliseconds_over_bare": over,
    }


def _ways(work: Callable[[Event], float]) -> dict[str, Callable[[Path, Event], float]]:
    """Each way, which takes the local copy and the event of the object; seconds."""
    found = shutil.which("ffprobe")
    if found is None:
        raise FileNotFoundError("ffprobe: not in PATH; on Debian `apt-get install ffmpeg`.")
    static = program()
    return {
        "ffprobe": lambda path, _event: ffprobe(found, path, HEADERS),
        "static ffprobe": lambda path, _event: ffprobe(static, path, HEADERS),
        "it, with pictures": lambda path, _event: ffprobe(static, path, PICTURES),
        "bare": lambda path, _event: bare(path),
        "job": lambda _path, event: work(event),
    }


def _times_as_fast(name: str, kinds: Sequence[Mapping[str, Any]]) -> list[float]:
    return [row[name] / row["job"] for row in kinds]


@contextmanager
def worker_of_one(
    pipeline: Pipeline, parsers: Parsers, requests: S3Requests
) -> Iterator[Callable[[Event], float]]:
    """The whole job in this process: seconds from receiving the message to having deleted it."""
    cache = CacheWriter(pipeline.cache.settings)
    with Catalog(pipeline.database.database, probe_version=PROBE_VERSION, threads=1) as catalog:
        job = Job(
            prober=S3Prober(requests, parsers, Limits()),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            metrics=Metrics(namespace="benchmark", service="worker", stream=io.StringIO()),
        )

        def work(event: Event) -> float:
            pipeline.forget()
            pipeline.send([event])
            start = time.perf_counter()
            (message,) = pipeline.queue.receive(wait_seconds=5, visibility_seconds=60)
            job(message, threading.Event())
            pipeline.queue.delete(message)
            return time.perf_counter() - start

        yield work


def _compare(
    path: Path, event: Event, ways: Mapping[str, Callable[[Path, Event], float]]
) -> dict[str, Any]:
    rounds = [[way(path, event) for way in ways.values()] for _ in range(ROUNDS)]
    medians = (1000 * statistics.median(taken) for taken in zip(*rounds, strict=True))
    row = dict(zip(ways, medians, strict=True))
    size = path.stat().st_size
    columns = "".join(f"{taken:>20.1f}" for taken in row.values())
    print(f"  {path.name:<10} {size / 1e6:>8.1f}{columns}")
    return {"file": path.name, "bytes": size, **row}


def ffprobe(command: str, path: Path, arguments: Sequence[str]) -> float:
    """Seconds of the process on a local file."""
    start = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own arguments
        [command, *arguments, path], check=True, capture_output=True
    )
    return time.perf_counter() - start


def bare(path: Path) -> float:
    """Seconds of the probe of a local file in this process."""
    start = time.perf_counter()
    probe_file(path)
    return time.perf_counter() - start


def throughput(pipeline: Pipeline, videos: Mapping[Path, Event]) -> dict[str, object]:
    """Files a second by workers and files in flight, against the bare probe of the same files."""
    events = [
        pipeline.copy(event, number)
        for number in range(FILES // len(videos))
        for event in videos.values()
    ]
    rounds: dict[tuple[int, int], list[tuple[float, float]]] = {fleet: [] for fleet in FLEETS}
    for _ in range(THROUGHPUT_ROUNDS):
        for workers, in_flight in FLEETS:
            limit = sum(bare(path) for path in videos) / len(videos)
            rounds[workers, in_flight].append(
                (seconds_a_file(pipeline, events, workers, in_flight), limit)
            )
    print(f"{FILES} files, median of {THROUGHPUT_ROUNDS}    files/s   time a file over bare")
    fleets = [_fleet(*fleet, taken) for fleet, taken in rounds.items()]
    series = {
        f"{count} worker{'s' if count > 1 else ''}": [
            (row["in_flight"], row["files_a_second"]) for row in fleets if row["workers"] == count
        ]
        for count in {workers for workers, _ in FLEETS}
    }
    plot = plots.lines(
        "worker", title="Probed", x="files in flight of each", y="files a second", series=series
    )
    print(f"  aim: with several in flight at most {TIMES_A_FILE} times bare; plot: {plot}")
    return {"fleets": fleets}


def _fleet(workers: int, in_flight: int, taken: Sequence[tuple[float, float]]) -> dict[str, Any]:
    seconds, limit = sorted(taken, key=lambda pair: pair[0] / pair[1])[len(taken) // 2]
    print(
        f"  {workers} worker{'s' if workers > 1 else ' '} {in_flight} in flight "
        f"{1 / seconds:>12.1f} {seconds / limit:>15.2f}x"
    )
    return {
        "workers": workers,
        "in_flight": in_flight,
        "files_a_second": 1 / seconds,
        "times_bare_a_file": seconds / limit,
    }


def seconds_a_file(
    pipeline: Pipeline, events: Sequence[Event], workers: int, in_flight: int
) -> float:
    """From sending the messages to workers that wait for them, to the last record."""
    with pipeline.workers(workers, in_flight) as recorded:
        warm = list(events[: 2 * workers * in_flight])
        pipeline.send(warm)
        recorded.wait(len(warm))
        pipeline.forget()
        start = time.perf_counter()
        pipeline.send(events)
        recorded.wait(len(events))
        return (time.perf_counter() - start) / len(events)


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.worker", description=__doc__).parse_args()
    main()
