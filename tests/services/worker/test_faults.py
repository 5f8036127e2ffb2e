"""Whatever fails meanwhile: after recovery every upload has one right row, the queue is empty."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pg8000.native
import pytest

from tests.services.emulator import REGION, Emulator
from tests.services.partition import Partition
from tests.services.postgres import PASSWORD, SUPERUSER, Postgres
from tests.services.worker.conftest import Queues
from tests.services.worker.program import SCHEMA, STEPS
from video_catalog.events import Event, Kind, body

ROOT = Path(__file__).parents[3]
BUCKET = "ingest"
VIDEOS = 6
LONGEST_SECONDS = 60


class Pipeline:
    """Bucket → rule → queue → workers → table."""

    def __init__(self, aws: Emulator, queues: Queues, postgres: Postgres, directory: Path) -> None:
        self.aws = aws
        self.queues = queues
        self.postgres = postgres
        self.directory = directory
        self.cache = directory / "cache"
        self.scratch = directory / "scratch"
        for each in (self.cache, self.scratch):
            each.mkdir()
        self.environment = {
            **os.environ,
            **aws.variables,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'services'}",
            "QUEUE_URL": queues.main_url,
            "DEAD_LETTER_QUEUE_URL": queues.dead_url,
            "METRICS_NAMESPACE": "test",
            "WORKER_CONCURRENCY": "2",
            "SCRATCH_DIRECTORY": str(self.scratch),
        }
        self.database: dict[str, Any] = {
            "user": SUPERUSER,
            "password": PASSWORD,
            "host": postgres.host,
            "port": postgres.port,
            "database": "postgres",
        }
        self.workers: list[subprocess.Popen[bytes]] = []
        self._s3 = aws.client("s3")
        self._route()

    def _route(self) -> None:
        attributes = self.queues.client.get_queue_attributes(
            QueueUrl=self.queues.main_url, AttributeNames=["QueueArn"]
        )["Attributes"]
        self._s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self._s3.put_bucket_notification_configuration(
            Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        events = self.aws.client("events")
        pattern = {"source": ["aws.s3"], "detail-type": ["Object Created", "Object Deleted"]}
        events.put_rule(Name="ingest", EventPattern=json.dumps(pattern))
        events.put_targets(Rule="ingest", Targets=[{"Id": "q", "Arn": attributes["QueueArn"]}])

    def start(self, dies_at: str = "") -> subprocess.Popen[bytes]:
        """A worker, which may die at a step."""
        given = {
            "dies_at": dies_at,
            "mark": str(self.directory / "died"),
            "database": self.database,
            "cache": str(self.cache),
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

    def upload(self, key: str, content: bytes) -> None:
        """Upload a file of which the cache holds an old answer."""
        (self.cache / key).touch()
        self._s3.put_object(Bucket=BUCKET, Key=key, Body=content)

    def delete(self, key: str) -> None:
        self._s3.delete_object(Bucket=BUCKET, Key=key)

    def rows(self) -> dict[str, tuple[str, int | None, int]]:
        """Status, width and number of writes by key."""
        statement = "SELECT key, status, (document->'video'->0->>'width')::int, writes FROM videos"
        with closing(pg8000.native.Connection(**self._direct())) as connection:
            return {key: tuple(rest) for key, *rest in connection.run(statement)}

    def prepare(self) -> None:
        with closing(pg8000.native.Connection(**self._direct())) as connection:
            connection.run("DROP TABLE IF EXISTS videos")
            connection.run(SCHEMA)

    def _direct(self) -> dict[str, Any]:
        return {**self.database, "host": self.postgres.host, "port": self.postgres.port}

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.directory / "log").read_text()
            time.sleep(0.05)

    def wait_until_empty(self) -> None:
        self.wait_until(lambda: self.queues.main.length() == 0)

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.directory / "log").read_text().splitlines()]

    def assert_right(self, **others: str) -> None:
        """Every video has its one row, nothing is remembered, queued or given up."""
        self.wait_until_empty()
        found = {key: (status, width) for key, (status, width, _) in self.rows().items()}
        assert found == {
            **{f"{number}.mp4": ("probed", width(number)) for number in range(VIDEOS)},
            **{key: (status, None) for key, status in others.items()},
        }
        self.wait_until(lambda: not list(self.cache.iterdir()))
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


@pytest.fixture(scope="module")
def videos() -> dict[str, bytes]:
    return {f"{number}.mp4": video(width(number)) for number in range(VIDEOS)}


@pytest.fixture
def pipeline(
    aws: Emulator, queues: Queues, postgres: Postgres, tmp_path: Path
) -> Iterator[Pipeline]:
    pipeline = Pipeline(aws, queues, postgres, tmp_path)
    pipeline.prepare()
    yield pipeline
    pipeline.stop()
    assert list(pipeline.scratch.iterdir()) == []


def upload_all(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    for key, content in videos.items():
        pipeline.upload(key, content)


def test_records_each_upload_once(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    pipeline.upload("text.mp4", b"not a video")
    pipeline.start()
    pipeline.assert_right(**{"text.mp4": "refused"})
    assert {writes for _, _, writes in pipeline.rows().values()} == {1}
    pipeline.stop()
    recorded = [line for line in pipeline.log() if line.get("message") == "Recorded"]
    assert {line["key"] for line in recorded} == set(videos)
    assert all(line["message_id"] for line in recorded)
    names = {
        metric["Name"]
        for line in pipeline.log()
        if "_aws" in line
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    assert names == {"QueueWait", "Probed", "ProbeTime", "BytesRead", "PermanentErrors"}


@pytest.mark.parametrize("step", STEPS)
def test_survives_the_death_of_a_worker(
    pipeline: Pipeline, videos: dict[str, bytes], step: str
) -> None:
    worker = pipeline.start(dies_at=step)
    upload_all(pipeline, videos)
    assert worker.wait(LONGEST_SECONDS) == -signal.SIGKILL
    pipeline.start()
    pipeline.assert_right()


def test_survives_the_death_of_the_database(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    pipeline.start()
    pipeline.upload("0.mp4", videos["0.mp4"])
    pipeline.wait_until(lambda: len(pipeline.rows()) == 1)
    pipeline.postgres.stop()
    try:
        upload_all(pipeline, videos)
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
    finally:
        pipeline.postgres.start()
    pipeline.assert_right()


def test_survives_a_partition_from_the_database(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    with Partition(pipeline.postgres.host, pipeline.postgres.port) as way:
        pipeline.database |= {"host": way.host, "port": way.port}
        pipeline.start()
        upload_all(pipeline, videos)
        pipeline.wait_until(lambda: len(pipeline.rows()) >= 1)
        way.cut()
        pipeline.upload("0.mp4", videos["0.mp4"])
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        way.mend()
        pipeline.assert_right()


def test_survives_a_partition_from_aws(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    address = urllib.parse.urlsplit(pipeline.aws.endpoint)
    assert address.hostname
    assert address.port
    with Partition(address.hostname, address.port) as way:
        pipeline.environment["AWS_ENDPOINT_URL"] = f"http://{way.host}:{way.port}"
        pipeline.start()
        upload_all(pipeline, videos)
        pipeline.wait_until(lambda: len(pipeline.rows()) >= 1)
        way.cut()
        pipeline.wait_until(lambda: "WARNING" in (pipeline.directory / "log").read_text())
        way.mend()
        pipeline.assert_right()
        pipeline.stop()


def test_makes_one_row_of_fifty_deliveries(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    event = Event(
        kind=Kind.CREATED, bucket=BUCKET, key="0.mp4", version_id="v2", sequencer="F" * 16
    )
    pipeline.queues.main.send([body(event)] * 50)
    pipeline.environment["WORKER_CONCURRENCY"] = "8"
    for _ in range(2):
        pipeline.start()
    pipeline.assert_right()


def test_keeps_the_newer_of_two_events_that_come_in_any_order(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    upload_all(pipeline, videos)
    pipeline.start()
    pipeline.assert_right()
    before = pipeline.rows()
    for kind in (Kind.CREATED, Kind.DELETED):
        older = Event(kind=kind, bucket=BUCKET, key="0.mp4", version_id="old", sequencer="0")
        pipeline.queues.main.send([body(older)])
    pipeline.wait_until_empty()
    assert pipeline.rows() == before


def test_removes_what_is_deleted_and_keeps_what_expires(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    upload_all(pipeline, videos)
    pipeline.upload("deleted.mp4", videos["0.mp4"])
    pipeline.start()
    pipeline.wait_until(lambda: len(pipeline.rows()) == VIDEOS + 1)
    pipeline.delete("deleted.mp4")
    expiry = Event(
        kind=Kind.DELETED,
        bucket=BUCKET,
        key="0.mp4",
        sequencer="F" * 16,
        reason="Lifecycle Expiration",
    )
    pipeline.queues.main.send([body(expiry)])
    pipeline.wait_until(lambda: pipeline.rows()["deleted.mp4"][0] == "deleted")
    pipeline.assert_right(**{"deleted.mp4": "deleted"})


def test_probes_again_what_is_asked_for(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    pipeline.start()
    pipeline.assert_right()
    again = Event(kind=Kind.REPROCESS, bucket=BUCKET, key="0.mp4", sequencer="F" * 16)
    pipeline.queues.main.send([body(again)])
    pipeline.wait_until(lambda: pipeline.rows()["0.mp4"][2] == 2)
    pipeline.assert_right()


def test_gives_its_messages_back_when_it_is_terminated(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    pipeline.postgres.stop()
    try:
        worker = pipeline.start()
        pipeline.upload("0.mp4", videos["0.mp4"])
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        worker.terminate()
        assert worker.wait(LONGEST_SECONDS) == 0
    finally:
        pipeline.postgres.start()
    assert list(pipeline.scratch.iterdir()) == []
    (message,) = pipeline.queues.main.receive(wait_seconds=0, visibility_seconds=0)
    assert '"0.mp4"' in message.body
