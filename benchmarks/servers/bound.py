"""The bound: the API's own server and its way to Redis, and nothing else.

It answers with what Redis holds under a key: no routes, no request ids, no metrics, no popularity,
no conditional requests.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from benchmarks.servers.constant import HEADERS
from video_catalog.api.http import Receive, Scope, Send
from video_catalog.api.server import run
from video_catalog.cache.batch import Batch
from video_catalog.cache.connection import Access
from video_catalog.cache.copies import Copies
from video_catalog.settings import CacheSettings

PREFIX = len("/videos/")


def create() -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The application."""
    url = urlsplit(os.environ["CACHE_URL"])
    settings = CacheSettings(
        host=url.hostname or "", port=url.port or 0, encrypted=False, secret_arn=None
    )
    client = Access(settings).reader_client(Copies(b"V", bytes))
    values = Batch(lambda keys: client.execute("MGET", *keys))

    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            body = await values.get(b"plain:" + scope["raw_path"][PREFIX:]) or b""
            length = (b"content-length", str(len(body)).encode())
            headers = [*HEADERS, length]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return application


if __name__ == "__main__":
    run("benchmarks.servers.bound:create", "127.0.0.1", int(os.environ["PORT"]))
