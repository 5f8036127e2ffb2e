"""A worker as a process of its own, which can be made to die at a step.

Its prober reads the whole object.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.errors import PermanentError, Reason, UnavailableError
from video_catalog.events import Event
from video_catalog.metadata import PROBE_VERSION, VideoMetadata
from video_catalog.probe import probe_file
from video_catalog.settings import CacheSettings, DatabaseSettings, QueueSettings, WorkerSettings
from video_catalog.store.catalog import Catalog
from video_catalog.store.connection import Database
from video_catalog.worker.loop import Timing
from video_catalog.worker.scratch import Scratch
from video_catalog.worker.service import serve

STEPS: Final = ("probe", "probed", "recorded", "forgotten")


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


class MortalCatalog(Catalog):
    """The catalog; dies between the commit and what follows it."""

    def __init__(self, death: Death, threads: int) -> None:
        database = Database(DatabaseSettings.read())
        super().__init__(database, probe_version=PROBE_VERSION, threads=threads)
        self._death = death

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        super().record(event, metadata)
        self._death.reach("recorded")


class MortalCache(CacheWriter):
    """The cache; dies before the message is deleted."""

    def __init__(self, death: Death) -> None:
        super().__init__(CacheSettings.read())
        self._death = death

    def forget(self, event: Event) -> None:
        super().forget(event)
        self._death.reach("forgotten")


def main() -> None:
    settings = WorkerSettings.read()
    given = json.loads(sys.argv[1])
    death = Death(given["dies_at"], Path(given["mark"]))
    threads = settings.concurrency
    cache = MortalCache(death)
    with MortalCatalog(death, threads) as catalog:
        serve(
            queue_settings=QueueSettings.read(),
            settings=settings,
            prober=DownloadProber(Scratch(settings.scratch_directory).directory, death, threads),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            timing=Timing(wait=1, visibility=5, beat=1, drain=5),
        )


if __name__ == "__main__":
    main()
