"""A client of Redis on one connection, whose commands don't wait for the answers to those before.

redis-py takes a connection out of a pool for each command; `python -m benchmarks.redis_clients`
measures both. The protocol, RESP 3, is spoken by hiredis: Redis also tells of changes by it.
https://redis.io/docs/latest/develop/using-commands/pipelining/
https://redis.io/docs/latest/develop/reference/protocol-spec/#pushes
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, Final, cast

from hiredis import PushNotification, Reader, pack_command
from redis import exceptions

from video_catalog.cache.copies import Copies
from video_catalog.secret import Secret
from video_catalog.settings import CacheSettings

logger = logging.getLogger(__name__)

Reply = Any
"""Bytes, an integer, `None`, or a list or mapping of those."""

Part = bytes | str | int

REFUSALS: Final = frozenset({"NOAUTH", "WRONGPASS"})
"""How an error begins that a token is wrong or absent."""

INCOMPLETE: Final = object()
"""Says that the rest of a reply is yet to come."""


class PipelinedClient:
    """Asks Redis, for the tasks of one event loop.

    It connects when it is first asked, and again when the connection was lost or is old.

    Args:
        settings: where Redis is.
        secret: of the AUTH token; `None` where there is none.
        seconds: within which a connection must stand, and something be answered.
        lifetime: for which a connection is used, in seconds.
        copies: of what was read; told what changes.
    """

    def __init__(
        self,
        settings: CacheSettings,
        secret: Secret | None,
        *,
        seconds: float,
        lifetime: float,
        copies: Copies[Any],
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._seconds = seconds
        self._lifetime = lifetime
        self._copies = copies
        self._encryption = ssl.create_default_context() if settings.encrypted else None
        self._connection: _Connection | None = None
        self._opening: asyncio.Task[_Connection] | None = None

    async def execute(self, *command: Part) -> Reply:
        """The answer to a command.

        Raises:
            RedisError: Redis does not answer, or by an error.
            UnavailableError: Secrets Manager does not tell the token.
        """
        connection = self._usable()
        if connection is not None:
            try:
                return await connection.ask(command)
            except exceptions.ConnectionError as error:
                # It may have been dead since a failover: the next is new.
                connection.end(error)
        return await (await self._connected()).ask(command)

    async def read(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """What keys hold, of which copies are kept.

        Raises:
            RedisError: as `execute`.
            UnavailableError: as `execute`.
        """
        self._copies.expect(keys)
        try:
            values: list[bytes | None] = await self.execute("MGET", *keys)
        except BaseException:
            self._copies.drop(keys)
            raise
        self._copies.keep(keys, values)
        return values

    def renew(self) -> None:
        """Ask for a sign of life, and don't wait for it."""
        connection = self._usable()
        if connection is not None and not connection.is_waiting:
            # Why there is none is told to whoever asks next.
            connection.ask(("PING",)).add_done_callback(asyncio.Future.exception)

    def disconnect(self) -> None:
        """Give up the connection, with all that was asked on it; the next is new."""
        if self._connection is not None:
            self._connection.end(exceptions.ConnectionError("disconnected"))
            self._connection = None

    async def aclose(self) -> None:
        """Close the connection."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait([self._opening])
        if self._connection is not None:
            self._connection.end(exceptions.ConnectionError("closed"))
            await self._connection.closed.wait()

    def _usable(self) -> _Connection | None:
        connection = self._connection
        if connection is None or not connection.is_open:
            return None
        if time.monotonic() >= connection.opened_at + self._lifetime:
            # What waits for an answer asks the next one.
            connection.end(exceptions.ConnectionError("given up for a new one"))
            return None
        return connection

    async def _connected(self) -> _Connection:
        if self._connection is not None and self._connection.is_open:
            return self._connection
        # All who ask meanwhile wait for the same; none of them ends it by going away.
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(self._opened)
        opening = self._opening
        await asyncio.wait([opening])
        if opening.cancelled():
            raise exceptions.ConnectionError("closed meanwhile")
        return opening.result()

    def _opened(self, opening: asyncio.Task[_Connection]) -> None:
        self._opening = None
        if not opening.cancelled() and opening.exception() is None:
            self._connection = opening.result()

    async def _open(self) -> _Connection:
        token = await asyncio.to_thread(self._secret.value) if self._secret else None
        connection = await self._connect()
        try:
            if token is not None:
                await connection.ask(("AUTH", token))
            await connection.ask(("HELLO", 3))
            await connection.track()
        except BaseException:
            connection.end(exceptions.ConnectionError("refused"))
            raise
        return connection

    async def _connect(self) -> _Connection:
        where = f"{self._settings.host}:{self._settings.port}"
        connecting = asyncio.create_task(
            asyncio.get_running_loop().create_connection(
                lambda: _Connection(self._seconds, self._copies),
                self._settings.host,
                self._settings.port,
                ssl=self._encryption,
            )
        )
        # asyncio.timeout() of Python 3.11 may cancel a task that has what it waited for.
        try:
            await asyncio.wait([connecting], timeout=self._seconds)
        finally:
            # Of no use to anybody if it is not there by now.
            connecting.cancel()
        if not connecting.done():
            raise exceptions.TimeoutError(f"{where}: no connection within {self._seconds} s.")
        try:
            _, connection = connecting.result()
        except OSError as error:
            raise exceptions.ConnectionError(f"{where}: {error}") from error
        return connection


class _Connection(asyncio.Protocol):
    """A connection; what is asked on it is answered in the same order.

    Attributes:
        opened_at: when, in monotonic seconds.
        closed: set once nothing of it is left.
    """

    def __init__(self, seconds: float, copies: Copies[Any]) -> None:
        self.opened_at = time.monotonic()
        self.closed = asyncio.Event()
        self._seconds = seconds
        self._copies = copies
        self._is_tracked = False
        self._reader = Reader(
            protocolError=exceptions.InvalidResponse,
            replyError=_error,
            notEnoughData=INCOMPLETE,
        )
        self._waiting: deque[tuple[float, asyncio.Future[Reply]]] = deque()
        self._silence: asyncio.TimerHandle | None = None
        self._ended: Exception | None = None
        self._transport: asyncio.Transport

    @property
    def is_open(self) -> bool:
        """Whether it may be asked."""
        return self._ended is None

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is to come."""
        return bool(self._waiting)

    async def track(self) -> None:
        """Be told what changes of what is read from now on."""
        try:
            await self.ask(("CLIENT", "TRACKING", "ON"))
        except exceptions.ResponseError as error:
            logger.warning("Redis tells of no changes, every read asks it: %s", error)
        else:
            self._is_tracked = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.end(exceptions.ConnectionError(str(error or "closed by Redis")))
        self.closed.set()

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not INCOMPLETE:
                if isinstance(reply, PushNotification):
                    self._told(reply)
                else:
                    self._answer(reply)
        except exceptions.InvalidResponse as error:
            self.end(error)
        self._listen()

    def ask(self, command: tuple[Part, ...]) -> asyncio.Future[Reply]:
        """Send a command; its answer, or why there is none."""
        future = asyncio.get_running_loop().create_future()
        if self._ended is not None:
            # It may have ended since it was opened.
            future.set_exception(self._ended)
            return future
        self._waiting.append((time.monotonic(), future))
        # Its stub says a tuple of one.
        self._transport.write(pack_command(cast("tuple[bytes]", command)))
        if self._silence is None:
            self._listen()
        return future

    def end(self, error: Exception) -> None:
        """End the connection at once, and whatever waits for an answer with an error."""
        if self._ended is not None:
            return
        self._ended = error
        self._transport.abort()
        while self._waiting:
            self._answer(error)
        if self._is_tracked:
            self._copies.clear()
        self._listen()

    def _told(self, notification: PushNotification) -> None:
        kind, keys = notification
        # Nothing else was asked for.
        if kind == b"invalidate":
            if keys is None:
                self._copies.clear()
            else:
                self._copies.drop(keys)

    def _answer(self, reply: Reply) -> None:
        if not self._waiting:
            raise exceptions.InvalidResponse("An answer to nothing")
        sent, future = self._waiting.popleft()
        if self._is_tracked:
            self._copies.answered(sent)
        # Who asked may have gone away.
        if future.done():
            return
        if isinstance(reply, Exception):
            future.set_exception(reply)
        else:
            future.set_result(reply)

    def _listen(self) -> None:
        """Begin to wait for the next answer, if there is any to come."""
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self._waiting:
            loop = asyncio.get_running_loop()
            self._silence = loop.call_later(self._seconds, self._give_up)

    def _give_up(self) -> None:
        self.end(exceptions.TimeoutError(f"no answer within {self._seconds} s"))


def _error(message: str) -> exceptions.ResponseError:
    kind = (
        exceptions.AuthenticationError
        if message.partition(" ")[0] in REFUSALS
        else exceptions.ResponseError
    )
    return cast("exceptions.ResponseError", kind(message))
