"""Bucket, queue, database, cache and workers on this machine, to be measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self
from uuid import uuid4

from local.servers import REGION, Emulator, Postgres
from tests.services.databases import TestDatabase
from tests.services.valkey import Valkey
from video_catalog.events import Event, Kind, body
from video_catalog.store.migrate import migrate
from video_catalog.worker.clients import sqs_requests
from video_catalog.worker.queue import Queue

if TYPE_CHECKING:
    from types import TracebackType

    from mypy_boto3_s3 import S3Client

ROOT: Final = Path(__file__).parents[1]
BUCKET: Final = "ingest"
SEQUENCER: Final = "0"


class Pipeline:
    """What workers need, each a server of its own; used as a context.

    This process's environment leads every client of AWS there.

    Attributes:
        database: migrated.
        cache: with nothing in it.
        queue: with nothing in it.
        variables: the environment of workers.
        s3: a client.
    """

    database: TestDatabase
    cache: Valkey
    queue: Queue
    variables: dict[str, str]
    s3: S3Client

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            aws = stack.enter_context(Emulator())
            os.environ.update(aws.variables)
            self.cache = stack.enter_context(Valkey())
            self.database = TestDatabase(stack.enter_context(Postgres()), aws)
            self.database.create()
            migrate(self.database.database)
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._queues = aws.client("sqs")
            self.s3 = aws.client("s3")
            self.s3.create_bucket(
                Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
            self.variables = {
                **aws.variables,
                "PYTHONPATH": str(ROOT / "services"),
                "DEAD_LETTER_QUEUE_URL": self._new_queue(),
                "DATABASE_SECRET_ARN": self.database.secret_arn,
                "DATABASE_TLS": "disable",
                "CACHE_HOST": self.cache.host,
                "CACHE_PORT": str(self.cache.port),
                "CACHE_TLS": "false",
                "METRICS_NAMESPACE": "benchmark",
                "SCRATCH_DIRECTORY": str(directory),
            }
            self.variables["QUEUE_URL"] = self._new_queue()
            self._stack = stack.pop_all()
        return self

    def _new_queue(self) -> str:
        url: str = self._queues.create_queue(QueueName=uuid4().hex)["QueueUrl"]
        self.queue = Queue(sqs_requests(), url)
        return url

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def upload(self, path: Path) -> Event:
        """Upload a file; the event that asks for it to be probed, as often as it is sent."""
        self.s3.upload_file(str(path), BUCKET, path.name)
        return _event(path.name)

    def copy(self, event: Event, number: int) -> Event:
        """The event of another object with the same content."""
        key = f"{number}/{event.key}"
        self.s3.copy_object(Bucket=BUCKET, Key=key, CopySource=f"{BUCKET}/{event.key}")
        return _event(key)

    def forget(self) -> None:
        """Remove every record: what is uploaded has none, and replaces none."""
        with self.database.administrator() as connection:
            connection.execute("DELETE FROM video")
            connection.execute("DELETE FROM newest_event")

    def send(self, events: Sequence[Event]) -> None:
        """Have files probed."""
        self.queue.send([body(event) for event in events])

    @contextmanager
    def workers(self, count: int, in_flight: int) -> Iterator[Records]:
        """Workers as processes on a queue of their own, and what they record."""
        # A receipt that a worker waited for when it ended would take a message with it.
        self.variables["QUEUE_URL"] = self._new_queue()
        reader, writer = os.pipe()
        environment = {**os.environ, **self.variables, "WORKER_CONCURRENCY": str(in_flight)}
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "video_catalog", "worker"], env=environment, stdout=writer
            )
            for _ in range(count)
        ]
        os.close(writer)
        with os.fdopen(reader) as lines:
            try:
                yield Records(lines)
            finally:
                # They have nothing in flight, and would wait for the end of a long poll.
                for process in processes:
                    process.kill()
                    process.wait()


def _event(key: str) -> Event:
    return Event(kind=Kind.REPROCESS, bucket=BUCKET, key=key, sequencer=SEQUENCER)


class Records:
    """Counts what workers record, by their logs."""

    def __init__(self, lines: IO[str]) -> None:
        self._lines = lines

    def wait(self, count: int) -> None:
        """Until so many more files are recorded.

        Raises:
            RuntimeError: a file was refused or failed.
        """
        for line in self._lines:
            told = json.loads(line)
            if told.get("level", "INFO") != "INFO":
                raise RuntimeError(f"A worker said: {line}; expected it to record each file.")
            count -= told.get("message") == "Recorded"
            if not count:
                return
        raise RuntimeError("The workers ended; expected them to record each file.")
