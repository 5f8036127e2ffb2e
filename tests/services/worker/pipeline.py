"""The pipeline of the fault tests: what fails in it is for a test to say."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from local.servers import REGION
from local.servers.process import ProcessServer
from tests.services.databases import TestDatabase
from tests.services.emulator import Emulator
from tests.services.valkey import Valkey
from tests.services.worker.conftest import Queues
from tests.services.worker.program import DEAD, TIMING
from video_catalog.cache import entry
from video_catalog.store.identity import video_id
from video_catalog.worker.loop import Timing

ROOT = Path(__file__).parents[3]
BUCKET = "ingest"
VIDEOS = 6
LONGEST_SECONDS = 60


class Pipeline:
    """Bucket → rule → queue → workers → table."""

    def __init__(
        self,
        aws: Emulator,
        queues: Queues,
        database: TestDatabase,
        cache: Valkey,
        directory: Path,
    ) -> None:
        self.aws = aws
        self.queues = queues
        self.database = database
        self.directory = directory
        self.cache = cache
        self.scratch = directory / "scratch"
        self.marks = directory / "marks"
        for each in (self.scratch, self.marks):
            each.mkdir()
        self.environment = {
            **os.environ,
            **aws.variables,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'services'}",
            "QUEUE_URL": queues.main_url,
            "DEAD_LETTER_QUEUE_URL": queues.dead_url,
            "DATABASE_SECRET_ARN": database.secret_arn,
            "DATABASE_TLS": "disable",
            "CACHE_HOST": cache.host,
            "CACHE_PORT": str(cache.port),
            "CACHE_TLS": "false",
            "METRICS_NAMESPACE": "test",
            "WORKER_CONCURRENCY": "2",
            "SCRATCH_DIRECTORY": str(self.scratch),
        }
        self.workers: list[subprocess.Popen[bytes]] = []
        self.may_remember: set[bytes] = set()
        self._s3 = aws.client("s3")
        self._route()

    def _route(self) -> None:
        attributes = self.queues.client.get_queue_attributes(
            QueueUrl=self.queues.main_url, AttributeNames=["QueueArn"]
        )["Attributes"]
        self._s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self._s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self._s3.put_bucket_notification_configuration(
            Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        events = self.aws.client("events")
        pattern = {"source": ["aws.s3"], "detail-type": ["Object Created", "Object Deleted"]}
        events.put_rule(Name="ingest", EventPattern=json.dumps(pattern))
        events.put_targets(Rule="ingest", Targets=[{"Id": "q", "Arn": attributes["QueueArn"]}])

    def start(
        self,
        steps: Sequence[str] = (),
        server: ProcessServer | None = None,
        parser: Sequence[str] = (),
        timing: Timing = TIMING,
    ) -> subprocess.Popen[bytes]:
        """A worker.

        Args:
            steps: at which it dies, or waits for a server to die.
            server: which.
            parser: in the place of its own.
            timing: its times.
        """
        given = {
            "steps": steps,
            "marks": str(self.marks),
            "port": server and server.port,
            "parser": [parser] if parser else [],
            "timing": asdict(timing),
        }
        with (self.directory / "log").open("ab") as log:
            worker = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "tests.services.worker.program", json.dumps(given)],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def start_command(self) -> None:
        """The worker as it is deployed."""
        with (self.directory / "log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "video_catalog", "worker"],
                env=self.environment,
                cwd=self.directory,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)

    def reach_database_at(self, host: str, port: int) -> None:
        secrets, arn = self.aws.client("secretsmanager"), self.database.secret_arn
        value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
        secrets.put_secret_value(
            SecretId=arn, SecretString=json.dumps({**value, "host": host, "port": port})
        )

    def upload(self, key: str, content: bytes) -> None:
        """Upload a file of which the cache holds an old answer."""
        with self.cache.client() as client:
            client.set(entry.key(video_id(BUCKET, key)), entry.RECORD + b"old")
        self.upload_alone(key, content)

    def upload_alone(self, key: str, content: bytes) -> str:
        """Upload a file; its version."""
        answer = self._s3.put_object(Bucket=BUCKET, Key=key, Body=content)
        return str(answer["VersionId"])

    def delete(self, key: str) -> None:
        self._s3.delete_object(Bucket=BUCKET, Key=key)

    def rows(self) -> dict[str, tuple[str, int | None]]:
        """Status and width by key."""
        with self.database.administrator() as connection:
            found = connection.execute("SELECT key, status, width FROM video").fetchall()
        assert len({key for key, *_ in found}) == len(found)
        return {key: (status, width) for key, status, width in found}

    def marked(self) -> set[str]:
        """The steps at which somebody has to die, or has died."""
        return {mark.name for mark in self.marks.iterdir()}

    def deaths_seen(self) -> set[str]:
        """The steps at which the worker has seen a server's death."""
        return {mark.name for mark in self.marks.iterdir() if mark.read_text() == DEAD}

    def said(self, message: str) -> list[str]:
        """Keys of the log lines that say so."""
        return [line["key"] for line in self.log() if line.get("message") == message]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.directory / "log").read_text()
            time.sleep(0.05)

    def wait_for(self, count: int, found: Callable[[], set[str]]) -> None:
        self.wait_until(lambda: len(found()) >= count)

    def wait_until_empty(self) -> None:
        self.wait_until(lambda: self.queues.main.length() == 0)

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.directory / "log").read_text().splitlines()]

    def remembered(self) -> set[bytes]:
        """The kinds of the cache's entries."""
        with self.cache.client() as client:
            return {client.get(key)[:1] for key in client.scan_iter()}

    def assert_right(self, **others: str) -> None:
        """Every video has its one row, nothing is remembered, queued or given up."""
        self.wait_until_empty()
        assert self.rows() == {
            **{f"{number}.mp4": ("probed", width(number)) for number in range(VIDEOS)},
            **{key: (status, None) for key, status in others.items()},
        }
        assert self.remembered() <= self.may_remember
        assert self.queues.dead.length() == 0

    def stop(self) -> None:
        """End the workers by SIGTERM; whatever they were doing, they leave nothing."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            assert worker.wait(LONGEST_SECONDS) in {0, -signal.SIGKILL}


def width(number: int) -> int:
    return 16 * (number + 1)


def video(pixels: int) -> bytes:
    """One picture of a width."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = pixels, 16, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(pixels, 16, "yuv420p")))
        container.mux(stream.encode(None))
    return file.getvalue()
