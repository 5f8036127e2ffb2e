"""A worker as a process of its own, which can be made to die at a step."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Final

from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.events import Event
from video_catalog.metadata import PROBE_VERSION, VideoMetadata
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import Probe, S3Prober
from video_catalog.settings import CacheSettings, DatabaseSettings, QueueSettings, WorkerSettings
from video_catalog.store.catalog import Catalog
from video_catalog.store.connection import Database
from video_catalog.worker.clients import s3_client
from video_catalog.worker.loop import Timing
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


class MortalProber(S3Prober):
    """The prober; dies before and after."""

    def __init__(self, death: Death, parsers: Parsers, threads: int) -> None:
        super().__init__(s3_client(threads), parsers, Limits())
        self._death = death

    def probe(self, event: Event) -> Probe:
        self._death.reach("probe")
        found = super().probe(event)
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
    with (
        Parsers(*given["parser"], count=threads) as parsers,
        MortalCatalog(death, threads) as catalog,
    ):
        serve(
            queue_settings=QueueSettings.read(),
            settings=settings,
            prober=MortalProber(death, parsers, threads),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            timing=Timing(wait=1, visibility=5, beat=1, drain=5),
        )


if __name__ == "__main__":
    main()
