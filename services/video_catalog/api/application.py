"""The API as an ASGI application: what every request has, and who answers it."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from itertools import count
from typing import Final, NamedTuple

from video_catalog.api.http import Answer, Receive, Request, Scope, Send, joined
from video_catalog.api.measurements import Measurements
from video_catalog.api.problems import Problem, answer_of
from video_catalog.errors import UnavailableError
from video_catalog.telemetry import log_from_here_on

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[Answer]]
"""Takes the request, and what the braces of its path matched."""

Tell = Callable[[Problem, Request], Answer]
"""Answers with a problem."""


class Resource(NamedTuple):
    """Who answers for a path.

    Attributes:
        handlers: by method.
        tell: of a problem.
        is_measured: whether how long it took is of interest.
    """

    handlers: Mapping[str, Handler]
    tell: Tell = answer_of
    is_measured: bool = True


Routes = Mapping[str, Resource]
"""By path, as `/videos/{id}`."""

NOWHERE: Final = Resource({}, is_measured=False)
"""Answers for paths that there are not."""

NOT_MODIFIED: Final = HTTPStatus.NOT_MODIFIED
"""Python looks up a member of an enumeration far more slowly than a constant."""

REQUEST_ID: Final = b"x-request-id"
VALID_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")
LONGEST_URL: Final = 8192
"""In bytes. API Gateway lets through a little more."""

DEFECT: Final = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR, "The request met a defect. It was logged with its id."
)
AWAY: Final = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "A service that the request needs is away. Try again later.",
    headers=((b"retry-after", b"1"),),
)


class Application:
    """Answers every request with a document, a problem document where it fails, and its id."""

    def __init__(
        self,
        routes: Routes,
        measurements: Measurements,
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """Build the application.

        Args:
            routes: who answers.
            measurements: is told how long answers took.
            lifespan: is open for as long as requests may come.
        """
        self._resources = {path: each for path, each in routes.items() if "{" not in path}
        self._patterns = [
            (re.compile(re.sub(r"{\w+}", "([^/]+)", path)), resource)
            for path, resource in routes.items()
            if "{" in path
        ]
        self._ids = count()
        self._process = secrets.token_hex(8).encode()
        self._measurements = measurements
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live from the server's start to its end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        began = time.perf_counter_ns()
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            headers = joined(scope["headers"])
        request_id = headers.get(REQUEST_ID)
        if not request_id or not VALID_ID.fullmatch(request_id):
            request_id = b"%b-%x" % (self._process, next(self._ids))
        request = Request(
            request_id.decode(), scope["method"], scope["path"], scope["query_string"], headers
        )
        resource, found = self._find(request.path)
        log_from_here_on(request_id=request.id)
        status, answered, body = await _answer(request, resource, found)
        length = (b"content-length", b"%d" % len(body))
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*answered, (REQUEST_ID, request_id)]
                if status == NOT_MODIFIED
                else [*answered, length, (REQUEST_ID, request_id)],
            }
        )
        await send({"type": "http.response.body", "body": body})
        if resource.is_measured:
            self._measurements.add_latency(time.perf_counter_ns() - began)

    def _find(self, path: str) -> tuple[Resource, tuple[str, ...]]:
        if resource := self._resources.get(path):
            return resource, ()
        for pattern, resource in self._patterns:
            if found := pattern.fullmatch(path):
                return resource, found.groups()
        return NOWHERE, ()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _answer(request: Request, resource: Resource, found: tuple[str, ...]) -> Answer:
    try:
        return await _handler(request, resource)(request, *found)
    except Problem as problem:
        return resource.tell(problem, request)
    except UnavailableError as error:
        logger.warning("%s", error)
        return resource.tell(AWAY, request)
    except Exception:
        logger.exception("A defect")
        return resource.tell(DEFECT, request)


def _handler(request: Request, resource: Resource) -> Handler:
    if len(request.path) + len(request.query) > LONGEST_URL:
        raise Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG, f"The URL is longer than {LONGEST_URL} bytes."
        )
    if resource is NOWHERE:
        raise Problem(HTTPStatus.NOT_FOUND, f"{request.method} {request.path}: no such resource.")
    # HTTP's servers leave the body out.
    method = "GET" if request.method == "HEAD" else request.method
    handler = resource.handlers.get(method)
    if handler is None:
        raise _not_allowed(request, resource.handlers)
    return handler


def _not_allowed(request: Request, handlers: Mapping[str, Handler]) -> Problem:
    allowed = sorted({*handlers, *({"HEAD"} if "GET" in handlers else ())})
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"{request.method} {request.path}: not allowed here; expected {' or '.join(allowed)}.",
        headers=((b"allow", ", ".join(allowed).encode()),),
    )
