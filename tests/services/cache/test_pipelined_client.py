from __future__ import annotations

import asyncio
from contextlib import suppress

from video_catalog.cache.copies import Copies
from video_catalog.cache.pipelined_client import PipelinedClient
from video_catalog.settings import CacheSettings


def test_leaves_nothing_when_it_is_closed_while_it_connects() -> None:
    async def body() -> None:
        accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
        # It never answers the client's first word of TLS.
        server = await asyncio.start_server(
            lambda _reader, writer: accepted.put_nowait(writer), "127.0.0.1", 0
        )
        host, port = server.sockets[0].getsockname()
        settings = CacheSettings(host=host, port=port, encrypted=True, secret_arn=None)
        client = PipelinedClient(
            settings, None, seconds=60, lifetime=60, copies=Copies(b"V", bytes)
        )
        asking = asyncio.create_task(client.execute("PING"))
        connection = await accepted.get()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        await client.aclose()
        # What was cancelled ends in its next turn.
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        connection.transport.abort()
        server.close()

    asyncio.run(body())
