"""The limit: the API's own server, which answers every request with the same bytes."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from video_catalog.api.http import Receive, Scope, Send
from video_catalog.api.server import run

BODY = Path(os.environ.get("CONSTANT_BODY", os.devnull)).read_bytes()
HEADERS = (
    (b"content-type", b"application/json"),
    (b"etag", b'W/"0123456789abcdef"'),
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept-Encoding"),
    (b"x-request-id", b"0123456789abcdef0123456789abcdef"),
)
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [*HEADERS, (b"content-length", str(len(BODY)).encode())],
}


async def application(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http":
        await send(START)
        await send({"type": "http.response.body", "body": BODY})


def create() -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The application."""
    return application


if __name__ == "__main__":
    run("benchmarks.servers.constant:create", "127.0.0.1", int(os.environ["PORT"]))
