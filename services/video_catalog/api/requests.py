"""What every request has: an id, a measured time, and an answer even to a defect."""

from __future__ import annotations

import logging
import re
import secrets
import time
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from video_catalog.api.measurements import Measurements
from video_catalog.api.problems import Problem, problem_response
from video_catalog.errors import UnavailableError
from video_catalog.telemetry import log_context

logger = logging.getLogger(__name__)

HEADER: Final = "X-Request-Id"
VALID: Final = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
DEFECT: Final = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR, "The request met a defect. It was logged with its id."
)
AWAY: Final = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE, "A service that the request needs is away. Try again later."
)


class Requests:
    """The middleware around all others."""

    def __init__(self, app: ASGIApp, measurements: Measurements) -> None:
        self._app = app
        self._measurements = measurements

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if VALID.fullmatch(given) else secrets.token_hex(16)
        scope["request_id"] = request_id
        header = (HEADER.lower().encode(), request_id.encode())
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], header]
            await send(message)

        with log_context(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception as error:
                problem = _problem(error)
                if started:
                    raise
                await problem_response(problem, request_id)(scope, receive, send_with_id)
            finally:
                self._measurements.add_latency(1000 * (time.perf_counter() - began))


def _problem(error: Exception) -> Problem:
    if isinstance(error, UnavailableError):
        logger.warning("%s", error)
        return AWAY
    logger.error("A defect", exc_info=error)
    return DEFECT
