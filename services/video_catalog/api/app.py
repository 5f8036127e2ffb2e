"""The API as an ASGI application."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from video_catalog.api import openapi, parameters, resources
from video_catalog.api.measurements import Measurements
from video_catalog.api.popularity import Popularity
from video_catalog.api.problems import Problem, problem_response
from video_catalog.api.requests import Requests
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

COMPRESSED_FROM: Final = 1024
"""Bytes from which compressing pays."""

COMPRESSION_LEVEL: Final = 4
METRICS_SECONDS: Final = 1.0
POPULARITY_SECONDS: Final = 5.0
REVALIDATE: Final = "private, no-cache"
"""Clients may keep an answer, and ask each time whether it is still the same."""

NEVER: Final = "no-store"


@dataclass(frozen=True, kw_only=True)
class Services:
    """What requests are answered with."""

    videos: Videos
    cache: Cache
    queue: Queue
    popularity: Popularity
    measurements: Measurements


def create() -> Starlette:
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
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
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
    services: Services, lifespan: Callable[[Starlette], Any] | None = None
) -> Starlette:
    """The application with given services."""
    handlers = Handlers(services)
    return Starlette(
        routes=[
            Route("/videos", handlers.list_videos, methods=["GET"]),
            Route("/videos/popular", handlers.list_popular, methods=["GET"]),
            Route("/videos/{id}", handlers.get_video, methods=["GET"]),
            Route("/videos/{id}/reprocess", handlers.reprocess, methods=["POST"]),
            Route("/health", handlers.health, methods=["GET"]),
            Route("/ready", handlers.ready, methods=["GET"]),
            Route("/openapi.json", handlers.document, methods=["GET"]),
        ],
        middleware=[
            Middleware(Requests, measurements=services.measurements),
            Middleware(
                GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION_LEVEL
            ),
        ],
        exception_handlers={Problem: _answer_problem, HTTPException: _answer_http_error},
        lifespan=lifespan,
    )


class Handlers:
    """One method a resource."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._document = json.dumps(openapi.document(), ensure_ascii=False).encode()

    async def list_videos(self, request: Request) -> Response:
        """GET /videos."""
        values = parameters.parse(request.query_params, parameters.PAGE)
        limit = values.get("limit", parameters.DEFAULT_LIMIT)
        videos = await self._services.videos.page(
            parameters.filters(values), before=values.get("cursor"), limit=limit + 1
        )
        return _fresh(request, resources.page_body(videos, limit))

    async def list_popular(self, request: Request) -> Response:
        """GET /videos/popular."""
        values = parameters.parse(request.query_params, parameters.POPULAR)
        limit = values.get("limit", parameters.DEFAULT_LIMIT)
        return _fresh(request, resources.popular_body(await self._services.videos.popular(limit)))

    async def get_video(self, request: Request) -> Response:
        """GET /videos/{id}."""
        parameters.parse(request.query_params, ())
        video_id = _id(request)
        record, hit = await self._services.cache.get(video_id, self._load)
        self._services.measurements.add_lookup(hit=hit)
        if record is None:
            raise _no_video(video_id)
        self._services.popularity.add(video_id)
        return _conditional(request, record[: resources.TAG_LENGTH], record[resources.TAG_LENGTH :])

    async def reprocess(self, request: Request) -> Response:
        """POST /videos/{id}/reprocess."""
        parameters.parse(request.query_params, ())
        video_id = _id(request)
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
        return _json({"id": str(video_id), "status": "queued"}, HTTPStatus.ACCEPTED)

    async def health(self, request: Request) -> Response:
        """GET /health: alive, whatever is away."""
        parameters.parse(request.query_params, ())
        return _json({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """GET /ready: able to serve; without the cache it is, without the database not."""
        await self._services.videos.ping()
        return _json({"status": "ok"})

    async def document(self, request: Request) -> Response:
        """GET /openapi.json."""
        return _fresh(request, self._document)

    async def _load(self, video_id: UUID) -> bytes | None:
        found = await self._services.videos.get(video_id)
        if found is None:
            return None
        video, _, probe = found
        record = resources.video_body(video, probe)
        return resources.tag(record) + record


def _id(request: Request) -> UUID:
    text = request.path_params["id"]
    try:
        video_id = UUID(text)
    except ValueError:
        pass
    else:
        # The constructor takes other ways to write one.
        if str(video_id) == text.lower():
            return video_id
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        f"id: {text[:100]!r}; expected a UUID as 123e4567-e89b-12d3-a456-426614174000.",
        [{"parameter": "id", "detail": f"{text[:100]!r}; expected a UUID."}],
    )


def _no_video(video_id: UUID) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"There is no video {video_id}.")


def _fresh(request: Request, document: bytes) -> Response:
    return _conditional(request, resources.tag(document), document)


def _conditional(request: Request, tag: bytes, document: bytes) -> Response:
    """The document, or that the client has it."""
    # Weak: compressed or not, it is the same to a client.
    etag = f'W/"{tag.decode()}"'
    headers = {"ETag": etag, "Cache-Control": REVALIDATE}
    known = request.headers.get("If-None-Match")
    if known is not None and _matches(known, etag):
        return Response(None, HTTPStatus.NOT_MODIFIED, {**headers, "Vary": "Accept-Encoding"})
    return Response(document, headers=headers, media_type="application/json")


def _matches(known: str, etag: str) -> bool:
    """Whether If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2)."""
    if known.strip() == "*":
        return True
    return any(each.strip().removeprefix("W/") == etag[2:] for each in known.split(","))


def _json(document: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(
        json.dumps(document), status, {"Cache-Control": NEVER}, media_type="application/json"
    )


async def _answer_problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101 - Starlette's signature is wider than its call
    return problem_response(problem, request.scope["request_id"])


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - likewise
    status = HTTPStatus(error.status_code)
    detail = (
        f"{request.method} {request.url.path}: "
        f"{'no such resource' if status is HTTPStatus.NOT_FOUND else 'not allowed here'}."
    )
    return problem_response(Problem(status, detail), request.scope["request_id"], error.headers)


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
