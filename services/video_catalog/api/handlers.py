"""The resources for programs: JSON."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from http import HTTPStatus
from typing import Final

from video_catalog.api import parameters, resources
from video_catalog.api.http import Answer, Request, document, fresh, represent
from video_catalog.api.records import Records, no_video, parse_id
from video_catalog.api.services import Services
from video_catalog.errors import UnavailableError
from video_catalog.events import Event, Kind, body

SENDERS: Final = 4
"""Messages that are sent at once."""

QUEUE_SECONDS: Final = 8
"""How long a client waits to be told that SQS is away, however many wait in line before it."""


class Handlers:
    """One method a resource."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._records = Records(services)
        # Of its own: while SQS is silent, others need threads to connect again.
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
        self._was_ready = False

    async def list_videos(self, request: Request) -> Answer:
        """GET /videos."""
        page = await self._records.page(parameters.parse(request.query, parameters.PAGE))
        body = resources.page_body(page.videos, page.next_cursor)
        return fresh(request, represent(resources.tag(body), body))

    async def list_popular(self, request: Request) -> Answer:
        """GET /videos/popular."""
        videos = await self._records.popular(parameters.parse(request.query, parameters.POPULAR))
        body = resources.popular_body(videos)
        return fresh(request, represent(resources.tag(body), body))

    async def get_video(self, request: Request, text: str) -> Answer:
        """GET /videos/{id}."""
        parameters.parse(request.query, ())
        return fresh(request, await self._records.record(text))

    async def reprocess(self, request: Request, text: str) -> Answer:
        """POST /videos/{id}/reprocess."""
        parameters.parse(request.query, ())
        video_id = parse_id(text)
        found = await self._services.videos.get(video_id)
        if found is None:
            raise no_video(video_id)
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
        await self._send(event)
        return document({"id": str(video_id), "status": "queued"}, HTTPStatus.ACCEPTED)

    async def _send(self, event: Event) -> None:
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                # In its context, so that its log has the request's id.
                send = partial(copy_context().run, self._services.queue.send, [body(event)])
                await asyncio.get_running_loop().run_in_executor(self._senders, send)
        except TimeoutError as error:
            raise UnavailableError(f"SQS: no answer within {QUEUE_SECONDS} s") from error

    async def health(self, request: Request) -> Answer:
        """GET /health: alive, whatever is away."""
        parameters.parse(request.query, ())
        return document({"status": "ok"})

    async def ready(self, _request: Request) -> Answer:
        """GET /ready: able to serve; without the cache it is, without the database not.

        Once it was, it stays so. The database is the same for all tasks: if it is away, or all of
        its connections wait, to replace them would end those that still answer from the cache.
        """
        if not self._was_ready:
            await self._services.videos.ping()
            self._was_ready = True
        return document({"status": "ok"})
