"""A worker as a process of its own, in which something can be made to die at a step."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from video_catalog.cache import CacheWriter, Withheld, WithholdingCatalog
from video_catalog.errors import PermanentError
from video_catalog.events import Event
from video_catalog.metadata import PROBE_VERSION, VideoMetadata
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import Probe, S3Prober
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.settings import CacheSettings, DatabaseSettings, QueueSettings, WorkerSettings
from video_catalog.store.catalog import Catalog, Replacing
from video_catalog.store.connection import Database
from video_catalog.worker.clients import s3_requests
from video_catalog.worker.loop import Timing
from video_catalog.worker.memory import limits
from video_catalog.worker.service import serve

STEPS: Final = ("probe", "probed", "withheld", "recorded", "refused", "removed", "forgotten")
DEAD: Final = "dead"
"""What the file of a step says once this process has seen the server's death."""

TIMING: Final = Timing(wait=1, visibility=5, beat=1, drain=5)


class Deaths:
    """One at each of some steps, the first time that it is reached by any.

    This process kills itself, or waits until the server on a port has died, whom the test kills.
    """

    def __init__(self, steps: list[str], marks: Path, port: int | None) -> None:
        self._steps = steps
        self._marks = marks
        self._port = port
        self._lock = threading.Lock()

    def reach(self, step: str) -> None:
        """Die, or come back when the server is dead, if this is such a step."""
        mark = self._marks / step
        with self._lock:
            if step not in self._steps or mark.exists():
                return
            mark.touch()
            if self._port is None:
                os.kill(os.getpid(), signal.SIGKILL)
            else:
                while _listens(self._port):
                    time.sleep(0.01)
                mark.write_text(DEAD)


def _listens(port: int) -> bool:
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return True
    except OSError:
        return False


class MortalProber(S3Prober):
    """The prober; something dies before and after."""

    def __init__(self, deaths: Deaths, parsers: Parsers, threads: int) -> None:
        super().__init__(s3_requests(CONNECTIONS * threads), parsers, limits(threads))
        self._deaths = deaths

    def probe(self, event: Event) -> Probe:
        self._deaths.reach("probe")
        found = super().probe(event)
        self._deaths.reach("probed")
        return found


class MortalCatalog(Catalog):
    """The catalog; something dies between the commit and what follows it."""

    def __init__(self, deaths: Deaths, threads: int) -> None:
        database = Database(DatabaseSettings.read())
        super().__init__(database, probe_version=PROBE_VERSION, threads=threads)
        self._deaths = deaths

    def record(
        self, event: Event, metadata: VideoMetadata, replacing: Replacing | None = None
    ) -> None:
        super().record(event, metadata, replacing)
        self._deaths.reach("recorded")

    def refuse(
        self, event: Event, error: PermanentError, replacing: Replacing | None = None
    ) -> None:
        super().refuse(event, error, replacing)
        self._deaths.reach("refused")

    def remove(self, event: Event, replacing: Replacing | None = None) -> None:
        super().remove(event, replacing)
        self._deaths.reach("removed")


class MortalCache(CacheWriter):
    """The cache; something dies before the commit, and before the message is deleted."""

    def __init__(self, deaths: Deaths) -> None:
        super().__init__(CacheSettings.read())
        self._deaths = deaths

    def withhold(self, event: Event) -> Withheld:
        withheld = super().withhold(event)
        self._deaths.reach("withheld")
        return withheld

    def forget(self, event: Event) -> None:
        super().forget(event)
        self._deaths.reach("forgotten")


def main() -> None:
    settings = WorkerSettings.read()
    given = json.loads(sys.argv[1])
    deaths = Deaths(given["steps"], Path(given["marks"]), given["port"])
    threads = settings.concurrency
    cache = MortalCache(deaths)
    with (
        Parsers(*given["parser"], count=threads) as parsers,
        MortalCatalog(deaths, threads) as catalog,
    ):
        serve(
            queue_settings=QueueSettings.read(),
            settings=settings,
            prober=MortalProber(deaths, parsers, threads),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            timing=Timing(**given["timing"]),
        )


if __name__ == "__main__":
    main()
