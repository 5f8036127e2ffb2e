"""The API's resources, and the process that answers for them."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from video_catalog.api import resources
from video_catalog.api.application import Application, Resource, Routes
from video_catalog.api.handlers import Handlers
from video_catalog.api.measurements import Measurements
from video_catalog.api.page import Pages, tell
from video_catalog.api.popularity import Popularity
from video_catalog.api.records import Records, decode
from video_catalog.api.services import Services
from video_catalog.cache import RedisCache
from video_catalog.settings import ApiSettings, CacheSettings, DatabaseSettings
from video_catalog.signed_requests import SHORT
from video_catalog.store import Database, Videos
from video_catalog.telemetry import Metrics, configure_logging
from video_catalog.worker.clients import sqs_requests
from video_catalog.worker.queue import Queue

logger = logging.getLogger(__name__)

SERVICE: Final = "api"
CONNECTIONS: Final = 8
"""To PostgreSQL: more would wait for the same two CPUs there."""

METRICS_SECONDS: Final = 1.0
POPULARITY_SECONDS: Final = 5.0


def create() -> Application:
    """The application, by the settings of this process.

    Raises:
        SettingsError: a variable is absent or wrong.
    """
    configure_logging(sys.stdout)
    settings = ApiSettings.read()
    videos = Videos(Database(DatabaseSettings.read()), connections=CONNECTIONS)
    cache = RedisCache(CacheSettings.read(), record_format=resources.record_format(), decode=decode)
    metrics = Metrics(namespace=settings.metrics_namespace, service=SERVICE, stream=sys.stdout)
    services = Services(
        videos=videos,
        cache=cache,
        queue=Queue(sqs_requests(CONNECTIONS, SHORT), settings.queue_url),
        popularity=Popularity(videos),
        measurements=Measurements(metrics),
    )

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(videos)
            await stack.enter_async_context(cache)
            stack.push_async_callback(services.popularity.write)
            stack.callback(services.measurements.write)
            await stack.enter_async_context(_every(METRICS_SECONDS, _write(services.measurements)))
            await stack.enter_async_context(_every(POPULARITY_SECONDS, services.popularity.write))
            # What is loaded by now lives as long as the process: to look for garbage in it would
            # hold up every request for some 40 ms at a time.
            gc.collect()
            gc.freeze()
            yield

    return application(services, lifespan)


def application(
    services: Services, lifespan: Callable[[], AbstractAsyncContextManager[None]]
) -> Application:
    """The application with given services."""
    return Application(routes(services), services.measurements, lifespan)


def routes(services: Services) -> Routes:
    """The resources, the more specific paths first."""
    handlers = Handlers(services)
    pages = Pages(Records(services))
    return {
        "/videos": Resource({"GET": handlers.list_videos}),
        "/videos/popular": Resource({"GET": handlers.list_popular}),
        "/videos/{id}": Resource({"GET": handlers.get_video}),
        "/videos/{id}/reprocess": Resource({"POST": handlers.reprocess}),
        "/catalogue": Resource({"GET": pages.list_videos}, tell=tell),
        "/catalogue/popular": Resource({"GET": pages.list_popular}, tell=tell),
        "/catalogue/{id}": Resource({"GET": pages.get_video}, tell=tell),
        "/health": Resource({"GET": handlers.health}, is_measured=False),
        "/ready": Resource({"GET": handlers.ready}, is_measured=False),
    }


def _write(measurements: Measurements) -> Callable[[], Awaitable[None]]:
    async def write() -> None:
        measurements.write()

    return write


@asynccontextmanager
async def _every(seconds: float, action: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Do something again and again, in the background."""

    async def repeat() -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await action()
            except Exception:
                logger.exception("A defect in the background")

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
