"""A worker as a process of its own, which can be made to die at a step.

Its prober reads the whole object, its catalog is a table with a row a key: both keep the
contracts of video_catalog.worker.job over the real protocols.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
import pg8000.native
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from video_catalog.errors import PermanentError, Reason, UnavailableError
from video_catalog.events import Event, Kind
from video_catalog.metadata import VideoMetadata, as_data
from video_catalog.probe import probe_file
from video_catalog.settings import QueueSettings, WorkerSettings
from video_catalog.worker.loop import Timing
from video_catalog.worker.scratch import Scratch
from video_catalog.worker.service import serve

STEPS: Final = ("probe", "probed", "recorded", "forgotten")
SCHEMA: Final = """\
CREATE TABLE videos (
    bucket text, key text, sequencer text NOT NULL, version text NOT NULL,
    status text NOT NULL, document jsonb, writes int NOT NULL DEFAULT 1,
    PRIMARY KEY (bucket, key)
)"""
WRITE: Final = """\
INSERT INTO videos VALUES (:bucket, :key, :sequencer, :version, :status, :document)
ON CONFLICT (bucket, key) DO UPDATE
SET sequencer = excluded.sequencer, version = excluded.version, status = excluded.status,
    document = excluded.document, writes = videos.writes + 1
WHERE videos.sequencer <= excluded.sequencer"""
SETTLED: Final = """\
SELECT 1 FROM videos WHERE bucket = :bucket AND key = :key
AND (sequencer > :sequencer OR version = :version)"""


class Death:
    """Kills this process at a step, the first time that it is reached by any."""

    def __init__(self, step: str, mark: Path) -> None:
        self._step = step
        self._mark = mark

    def reach(self, step: str) -> None:
        """Die, if this is the step."""
        if step == self._step and not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, kw_only=True)
class Found:
    metadata: VideoMetadata
    bytes_read: int


class DownloadProber:
    def __init__(self, directory: Path, death: Death, threads: int) -> None:
        self._directory = directory
        self._death = death
        config = Config(
            retries={"total_max_attempts": 1}, read_timeout=5, max_pool_connections=threads
        )
        self._client = boto3.client("s3", config=config)

    def probe(self, event: Event) -> Found:
        self._death.reach("probe")
        path = self._directory / f"{event.key.replace('/', '-')}-{os.urandom(4).hex()}"
        try:
            answer = self._client.get_object(Bucket=event.bucket, Key=event.key)
            path.write_bytes(answer["Body"].read())
            found = Found(metadata=probe_file(path), bytes_read=path.stat().st_size)
        except self._client.exceptions.NoSuchKey as error:
            raise PermanentError(Reason.NOT_READABLE, f"{event.key}: gone.") from error
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError(f"S3: {error}") from error
        finally:
            path.unlink(missing_ok=True)
        self._death.reach("probed")
        return found


class TableCatalog:
    def __init__(self, secret: dict[str, Any], death: Death) -> None:
        self._secret = secret
        self._death = death

    def is_settled(self, event: Event) -> bool:
        with self._connection() as connection:
            return bool(connection.run(SETTLED, **_identity(event)))

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        self._write(event, "probed", json.dumps(as_data(metadata)))
        self._death.reach("recorded")

    def refuse(self, event: Event, error: PermanentError) -> None:
        self._write(event, "refused", json.dumps({"reason": error.reason}))

    def remove(self, event: Event) -> None:
        self._write(event, "deleted", None)

    def _write(self, event: Event, status: str, document: str | None) -> None:
        with self._connection() as connection:
            connection.run(WRITE, **_identity(event), status=status, document=document)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[pg8000.native.Connection]:
        try:
            with contextlib.closing(pg8000.native.Connection(**self._secret, timeout=5)) as each:
                yield each
        except (pg8000.native.Error, OSError) as error:
            raise UnavailableError(f"PostgreSQL: {error}") from error


class MarkCache:
    """A file for each object that is remembered."""

    def __init__(self, directory: Path, death: Death) -> None:
        self._directory = directory
        self._death = death

    def forget(self, event: Event) -> None:
        (self._directory / event.key).unlink(missing_ok=True)
        self._death.reach("forgotten")


def _identity(event: Event) -> dict[str, str]:
    version = event.version_id or event.etag or "-"
    return {
        "bucket": event.bucket,
        "key": event.key,
        "sequencer": event.sequencer or "",
        # Asked for again, it is never settled.
        "version": f"{version} again" if event.kind is Kind.REPROCESS else version,
    }


def main() -> None:
    settings = WorkerSettings.read()
    given = json.loads(sys.argv[1])
    death = Death(given["dies_at"], Path(given["mark"]))
    serve(
        queue_settings=QueueSettings.read(),
        settings=settings,
        prober=DownloadProber(
            Scratch(settings.scratch_directory).directory, death, settings.concurrency
        ),
        catalog=TableCatalog(given["database"], death),
        cache=MarkCache(Path(given["cache"]), death),
        timing=Timing(wait=1, visibility=3, beat=1, drain=5),
    )


if __name__ == "__main__":
    main()
