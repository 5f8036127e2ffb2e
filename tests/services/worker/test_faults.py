"""Whatever fails meanwhile: after recovery every upload has one right row, the queue is empty."""

from __future__ import annotations

import signal
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.databases import TestDatabase
from tests.services.emulator import Emulator
from tests.services.partition import Partition
from tests.services.valkey import Valkey
from tests.services.worker import mortal_parser
from tests.services.worker.conftest import Queues
from tests.services.worker.pipeline import BUCKET, LONGEST_SECONDS, VIDEOS, Pipeline, video, width
from tests.services.worker.program import STEPS, TIMING
from video_catalog.cache import entry
from video_catalog.events import Event, Kind, body
from video_catalog.signed_requests import SHORT


@pytest.fixture(scope="module")
def videos() -> dict[str, bytes]:
    return {f"{number}.mp4": video(width(number)) for number in range(VIDEOS)}


@pytest.fixture
def cache() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture
def pipeline(
    aws: Emulator, queues: Queues, database: TestDatabase, cache: Valkey, tmp_path: Path
) -> Iterator[Pipeline]:
    pipeline = Pipeline(aws, queues, database, cache, tmp_path)
    yield pipeline
    pipeline.stop()
    assert list(pipeline.scratch.iterdir()) == []


def upload_all(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    for key, content in videos.items():
        pipeline.upload(key, content)


def test_records_each_upload_once(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    pipeline.upload("text.mp4", b"not a video")
    pipeline.start_command()
    pipeline.assert_right(**{"text.mp4": "refused"})
    pipeline.stop()
    assert sorted(pipeline.said("Recorded")) == sorted(videos)
    assert all(line["message_id"] for line in pipeline.log() if "key" in line)
    names = {
        metric["Name"]
        for line in pipeline.log()
        if "_aws" in line
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    assert names == {"QueueWait", "Probed", "ProbeTime", "BytesRead", "PermanentErrors"}


def upload_all_kinds(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    """Videos, what is no video, and what is deleted again."""
    pipeline.upload("text.mp4", b"not a video")
    pipeline.upload("deleted.mp4", videos["0.mp4"])
    pipeline.delete("deleted.mp4")
    upload_all(pipeline, videos)


@pytest.mark.parametrize("step", STEPS)
def test_survives_the_death_of_a_worker(
    pipeline: Pipeline, videos: dict[str, bytes], step: str
) -> None:
    worker = pipeline.start([step], timing=replace(TIMING, visibility=2))
    upload_all_kinds(pipeline, videos)
    assert worker.wait(LONGEST_SECONDS) == -signal.SIGKILL
    pipeline.start()
    # What a writer withheld that died stays so for a minute.
    pipeline.may_remember = {entry.WITHHELD}
    pipeline.assert_right(**{"text.mp4": "refused"})


@pytest.mark.parametrize("name", ["database", "cache"])
def test_survives_the_deaths_of_a_server(
    pipeline: Pipeline, videos: dict[str, bytes], name: str
) -> None:
    """One at each step, wherever the other file in flight is."""
    server = {"database": pipeline.database.server, "cache": pipeline.cache}[name]
    pipeline.start(STEPS, server)
    upload_all_kinds(pipeline, videos)
    for count, _ in enumerate(STEPS, 1):
        pipeline.wait_for(count, pipeline.marked)
        server.stop()
        try:
            pipeline.wait_for(count, pipeline.deaths_seen)
        finally:
            server.start()
    assert pipeline.marked() == set(STEPS)
    pipeline.assert_right(**{"text.mp4": "refused"})
    assert "Waiting" in (pipeline.directory / "log").read_text()


def test_survives_the_death_of_parsers(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    pipeline.start(parser=[sys.executable, mortal_parser.__file__, str(pipeline.marks)])
    upload_all(pipeline, videos)
    pipeline.assert_right()
    assert pipeline.marked() == mortal_parser.STEPS.keys()
    again = "Trying again later: {}: the parser was killed; expected it to answer."
    assert {again.format(key) for key in mortal_parser.STEPS} <= {
        line.get("message") for line in pipeline.log()
    }


def test_writes_nothing_while_the_cache_is_dead(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    pipeline.start()
    pipeline.upload("0.mp4", videos["0.mp4"])
    pipeline.wait_until(lambda: len(pipeline.rows()) == 1)
    upload_all(pipeline, videos)
    pipeline.cache.stop()
    try:
        pipeline.upload_alone("late.mp4", b"not a video")
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        # What a reader could find old in the cache is not written.
        assert "late.mp4" not in pipeline.rows()
    finally:
        pipeline.cache.start()
    pipeline.assert_right(**{"late.mp4": "refused"})


def test_survives_a_partition_from_the_database(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    server = pipeline.database.server
    with Partition(server.host, server.port) as way:
        pipeline.reach_database_at(way.host, way.port)
        pipeline.start()
        upload_all(pipeline, videos)
        pipeline.wait_until(lambda: len(pipeline.rows()) >= 1)
        way.cut()
        pipeline.upload("0.mp4", videos["0.mp4"])
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        way.mend()
        pipeline.assert_right()


def test_survives_a_partition_from_the_cache(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    with Partition(pipeline.cache.host, pipeline.cache.port) as way:
        pipeline.environment |= {"CACHE_HOST": way.host, "CACHE_PORT": str(way.port)}
        pipeline.start()
        upload_all(pipeline, videos)
        pipeline.wait_until(lambda: len(pipeline.rows()) >= 1)
        way.cut()
        pipeline.upload("late.mp4", b"not a video")
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        # Readers may still reach the cache: what they could find old there is not written.
        assert "late.mp4" not in pipeline.rows()
        way.mend()
        pipeline.assert_right(**{"late.mp4": "refused"})
        pipeline.stop()


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


def test_ends_in_time_though_aws_does_not_answer(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    """With a file that waits for S3, and a slot that waits for SQS."""
    # The cache's death has the file wait until AWS is frozen.
    timing = replace(TIMING, drain=1.0)
    worker = pipeline.start(["probe"], pipeline.cache, timing=timing)
    pipeline.upload("0.mp4", videos["0.mp4"])
    pipeline.wait_until(lambda: pipeline.marked() == {"probe"})
    with pipeline.aws.frozen():
        pipeline.cache.stop()
        pipeline.wait_for(1, pipeline.deaths_seen)
        began = time.monotonic()
        worker.terminate()
        assert worker.wait(LONGEST_SECONDS) == 0
        took = time.monotonic() - began
    # It may still keep the file hidden when the time ends, and then has to give it back.
    assert took < timing.drain + 2 * SHORT.seconds
    pipeline.cache.start()
    upload_all(pipeline, videos)
    pipeline.start()
    pipeline.assert_right()


def test_follows_a_password_that_rotates(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    pipeline.start()
    pipeline.upload("0.mp4", videos["0.mp4"])
    pipeline.wait_until(lambda: "0.mp4" in pipeline.rows())
    pipeline.database.change_password("rotated")
    pipeline.database.publish_password()
    pipeline.database.cut_connections()
    upload_all(pipeline, videos)
    pipeline.assert_right()


def test_makes_one_row_of_fifty_deliveries(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    version_id = pipeline.upload_alone("0.mp4", videos["0.mp4"])
    event = Event(
        kind=Kind.CREATED, bucket=BUCKET, key="0.mp4", version_id=version_id, sequencer="F" * 16
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
    pipeline.wait_until(lambda: "deleted.mp4" not in pipeline.rows())
    pipeline.wait_until(lambda: pipeline.said("Expired; its record stays") == ["0.mp4"])
    pipeline.assert_right()


def test_probes_again_what_is_asked_for(pipeline: Pipeline, videos: dict[str, bytes]) -> None:
    upload_all(pipeline, videos)
    pipeline.start()
    pipeline.assert_right()
    again = Event(kind=Kind.REPROCESS, bucket=BUCKET, key="0.mp4", sequencer="F" * 16)
    pipeline.queues.main.send([body(again)])
    pipeline.wait_until(lambda: pipeline.said("Recorded").count("0.mp4") == 2)
    pipeline.assert_right()


def test_gives_its_messages_back_when_it_is_terminated(
    pipeline: Pipeline, videos: dict[str, bytes]
) -> None:
    pipeline.database.server.stop()
    try:
        worker = pipeline.start()
        pipeline.upload("0.mp4", videos["0.mp4"])
        pipeline.wait_until(lambda: "Waiting" in (pipeline.directory / "log").read_text())
        worker.terminate()
        assert worker.wait(LONGEST_SECONDS) == 0
    finally:
        pipeline.database.server.start()
    assert list(pipeline.scratch.iterdir()) == []
    (message,) = pipeline.queues.main.receive(wait_seconds=0, visibility_seconds=0)
    assert '"0.mp4"' in message.body
