"""The worker, wired to what the environment's settings name."""

from __future__ import annotations

from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.metadata import PROBE_VERSION
from video_catalog.probe import sandbox
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.settings import CacheSettings, DatabaseSettings, QueueSettings, WorkerSettings
from video_catalog.store import Database
from video_catalog.store.catalog import Catalog
from video_catalog.worker.clients import s3_requests
from video_catalog.worker.loop import Timing
from video_catalog.worker.memory import limits
from video_catalog.worker.service import serve


def work(parsers: Parsers, settings: WorkerSettings) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        parsers: started already: what parses must not have been near a secret.
        settings: of the worker.

    Raises:
        SettingsError: a variable is absent or wrong.
    """
    sandbox.not_dumpable()
    queue_settings = QueueSettings.read()
    cache = CacheWriter(CacheSettings.read())
    database = Database(DatabaseSettings.read())
    threads = settings.concurrency
    with Catalog(database, probe_version=PROBE_VERSION, threads=threads) as catalog:
        serve(
            queue_settings=queue_settings,
            settings=settings,
            prober=S3Prober(s3_requests(CONNECTIONS * threads), parsers, limits(threads)),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
            timing=Timing(),
        )
