"""What a file takes of a processor and of S3, by kind, for the simulation of scaling.

`python -m benchmarks.job_times` writes `simulation/job_times.json`. Processor time is that of the
worker and of its parsers, not of the servers that stand in for AWS.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import boto3

from benchmarks.media import KINDS, make
from benchmarks.pipeline import Pipeline
from benchmarks.worker import SECONDS, worker_of_one
from video_catalog.events import Event
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.probe.s3_requests import Answer, S3Requests

FILE: Final = Path(__file__).parents[1] / "simulation" / "job_times.json"
ROUNDS: Final = 40
TICKS: Final = os.sysconf("SC_CLK_TCK")
REAPED_SECONDS: Final = 0.2
"""After which a parser that has answered is among its parent's ended children."""


class Counted(S3Requests):
    """Counts ranges.

    Attributes:
        count: of them.
    """

    count = 0

    def get(self, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        """One more."""
        self.count += 1
        return super().get(url, headers, longest)


def main() -> None:
    """Measure, and write the file."""
    with Parsers() as parsers, Pipeline() as pipeline, tempfile.TemporaryDirectory() as directory:
        requests = Counted(boto3.Session(), connections=CONNECTIONS)
        figures = {}
        with worker_of_one(pipeline, parsers, requests) as work:
            for kind in KINDS:
                path = make(kind, Path(directory), seconds=SECONDS)
                event = pipeline.upload(path)
                work(event)
                requests.count = 0
                seconds = _processor_seconds(work, event, parsers)
                figures[path.name] = {
                    "processor_seconds": seconds,
                    "requests": requests.count // ROUNDS,
                }
                print(f"  {path.name:<12} {figures[path.name]}")
    FILE.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _processor_seconds(work: Callable[[Event], float], event: Event, parsers: Parsers) -> float:
    begun = time.process_time() + _of_parsers(parsers)
    for _ in range(ROUNDS):
        work(event)
    time.sleep(REAPED_SECONDS)
    return round((time.process_time() + _of_parsers(parsers) - begun) / ROUNDS, 4)


def _of_parsers(parsers: Parsers) -> float:
    """Processor time of the process that forks, and of its forks that have ended."""
    fields = Path(f"/proc/{parsers.pid}/stat").read_text().rpartition(")")[2].split()
    # utime, stime, cutime and cstime: proc_pid_stat(5).
    return sum(map(int, fields[11:15])) / TICKS


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.job_times", description=__doc__).parse_args()
    main()
