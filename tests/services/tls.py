"""TLS in front of a PostgreSQL that speaks none, by PostgreSQL's own negotiation.

https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from types import TracebackType
from typing import Final, Self

import trustme

from tests.services.emulator import free_port

SSL_REQUEST: Final = bytes.fromhex("0000000804d2162f")
CHUNK: Final = 65536


class TlsFront:
    """Takes TLS connections and passes them on in plain text; used as a context.

    Attributes:
        host: where it listens.
        port: where it listens.
        plain_connections: how many clients came without TLS; they are turned away.
    """

    def __init__(self, backend_host: str, backend_port: int) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self.plain_connections = 0
        self._backend = (backend_host, backend_port)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(self.host).configure_cert(self._context)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._serve, self.host, self.port)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
                self.plain_connections += 1
                return
            writer.write(b"S")
            await writer.start_tls(self._context)
            backend_reader, backend_writer = await asyncio.open_connection(*self._backend)
            await asyncio.gather(_pump(reader, backend_writer), _pump(backend_reader, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # Either side may go at any time.
            pass
        finally:
            writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
