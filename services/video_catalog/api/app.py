"""The API's resources, and the process that answers for them."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from video_catalog.api import parameters, resources
from video_catalog.api.application import Application, Routes
from video_catalog.api.http import Answer, Request, document, fresh
from video_catalog.api.measurements import Measurements
from video_catalog.api.popularity import Popularity
from video_catalog.api.problems import Problem
from video_catalog.cache import Cache, RedisCache
from video_catalog.events import Event, Kind, body
from video_catalog.settings import ApiSettings, CacheSettings, DatabaseSettings
from video_catalog.store import Database, Videos
from video_catalog.telemetry import Metrics, configure_logging
from video_catalog.worker.clients import sqs_client
from video_catalog.worker.queue import Queue

logger = logging.getLogger(__name__)

SERVICE: Final = "api"
CONNECTIONS: Final = 8
"""To PostgreSQL: more would wait for the same two CPUs there."""

METRICS_SECONDS: Final = 1.0
POPULARITY_SECONDS: Final = 5.0
ID: Final = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE
)
"""As RFC 9562 writes a UUID; Python takes other ways too."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What requests are answered with."""

    videos: Videos
    cache: Cache
    queue: Queue
    popularity: Popularity
    measurements: Measurements


def create() -> Application:
    """The application, by the settings of this process.

    Raises:
        SettingsError: a variable is absent or wrong.
    """
    configure_logging(sys.stdout)
    settings = ApiSettings.read()
    videos = Videos(Database(DatabaseSettings.read()), connections=CONNECTIONS)
    cache = RedisCache(CacheSettings.read(), record_format=resources.record_format())
    metrics = Metrics(namespace=settings.metrics_namespace, service=SERVICE, stream=sys.stdout)
    services = Services(
        videos=videos,
        cache=cache,
        queue=Queue(sqs_client(CONNECTIONS), settings.queue_url),
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
    return {
        "/videos": {"GET": handlers.list_videos},
        "/videos/popular": {"GET": handlers.list_popular},
        "/videos/{id}": {"GET": handlers.get_video},
        "/videos/{id}/reprocess": {"POST": handlers.reprocess},
        "/health": {"GET": handlers.health},
        "/ready": {"GET": handlers.ready},
    }


class Handlers:
    """One method a resource."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def list_videos(self, request: Request) -> Answer:
        """GET /videos."""
        values = parameters.parse(request.query, parameters.PAGE)
        limit = values.get("limit", parameters.DEFAULT_LIMIT)
        videos = await self._services.videos.page(
            parameters.filters(values), before=parameters.start(values), limit=limit + 1
        )
        body = resources.page_body(videos, limit)
        return fresh(request, resources.tag(body), body)

    async def list_popular(self, request: Request) -> Answer:
        """GET /videos/popular."""
        values = parameters.parse(request.query, parameters.POPULAR)
        limit = values.get("limit", parameters.DEFAULT_LIMIT)
        body = resources.popular_body(await self._services.videos.popular(limit))
        return fresh(request, resources.tag(body), body)

    async def get_video(self, request: Request, text: str) -> Answer:
        """GET /videos/{id}."""
        parameters.parse(request.query, ())
        video_id = _id(text)
        record, hit = await self._services.cache.get(video_id, self._load)
        self._services.measurements.add_lookup(hit=hit)
        if record is None:
            raise _no_video(video_id)
        self._services.popularity.add(video_id)
        return fresh(request, record[: resources.TAG_LENGTH], record[resources.TAG_LENGTH :])

    async def reprocess(self, request: Request, text: str) -> Answer:
        """POST /videos/{id}/reprocess."""
        parameters.parse(request.query, ())
        video_id = _id(text)
        found = await self._services.videos.get(video_id)
        if found is None:
            raise _no_video(video_id)
        video, sequencer, _ = found
        event = Event(
            kind=Kind.REPROCESS,
            bucket=video.bucket,
            key=video.key,
            version_id=video.version_id,
            etag=video.etag,
            size=video.size,
            sequencer=sequencer,
        )
        await asyncio.to_thread(self._services.queue.send, [body(event)])
        return document({"id": str(video_id), "status": "queued"}, HTTPStatus.ACCEPTED)

    async def health(self, request: Request) -> Answer:
        """GET /health: alive, whatever is away."""
        parameters.parse(request.query, ())
        return document({"status": "ok"})

    async def ready(self, _request: Request) -> Answer:
        """GET /ready: able to serve; without the cache it is, without the database not."""
        await self._services.videos.ping()
        return document({"status": "ok"})

    async def _load(self, video_id: UUID) -> bytes | None:
        found = await self._services.videos.get(video_id)
        if found is None:
            return None
        video, _, probe = found
        record = resources.video_body(video, probe)
        return resources.tag(record) + record


def _id(text: str) -> UUID:
    if ID.fullmatch(text):
        return UUID(text)
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        f"id: {text[:100]!r}; expected a UUID as 123e4567-e89b-12d3-a456-426614174000.",
        [{"parameter": "id", "detail": f"{text[:100]!r}; expected a UUID."}],
    )


def _no_video(video_id: UUID) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"There is no video {video_id}.")


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
