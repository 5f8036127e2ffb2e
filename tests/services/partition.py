"""A way to a server that can be cut."""

from __future__ import annotations

import asyncio
import threading

from local.servers import Server, free_port

CHUNK = 65536


class Partition(Server):
    """Passes connections on to a server, until it is cut; used as a context.

    Attributes:
        host: where it listens.
        port: where it listens.
    """

    def __init__(self, backend_host: str, backend_port: int) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self._backend = (backend_host, backend_port)
        self._is_cut = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def open(self) -> None:
        """Start serving."""
        self._thread.start()
        starting = asyncio.start_server(self._serve, self.host, self.port)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()

    def close(self) -> None:
        """Stop, and leave nothing."""
        # In its own thread: asyncio's servers are not safe in others.
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Break every connection, in the middle of what it says, and take no new one."""
        self._is_cut = True
        asyncio.run_coroutine_threadsafe(self._abort_all(), self._loop).result()

    def mend(self) -> None:
        """Pass connections on again."""
        self._is_cut = False

    def lead_to(self, host: str, port: int) -> None:
        """Pass new connections on to another server, as a name does after a failover."""
        self._backend = (host, port)

    def stall(self) -> None:
        """Pass on nothing more of what is said, and break nothing."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    async def _stop(self) -> None:
        self._server.close()
        await self._abort_all()

    async def _abort_all(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _negotiate(
        self, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
    ) -> bool:
        """Whether a new connection is passed on."""
        return True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self._is_cut and await self._negotiate(reader, writer):
                backend_reader, backend_writer = await asyncio.open_connection(*self._backend)
                try:
                    await asyncio.gather(
                        self._pump(reader, backend_writer), self._pump(backend_reader, writer)
                    )
                finally:
                    # What is cancelled before it begins closes nothing.
                    backend_writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # Either side may go at any time.
            pass
        finally:
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()
