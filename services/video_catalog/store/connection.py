"""Connections to PostgreSQL that follow its password, and its primary."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.errors import ProgramLimitExceeded, ReadOnlySqlTransaction
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from video_catalog.errors import UnavailableError
from video_catalog.secret import Secret
from video_catalog.settings import DatabaseSettings

logger = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 5
STATEMENT_SECONDS: Final = 10
POOL_WAIT_SECONDS: Final = 10
ASYNC_POOL_WAIT_SECONDS: Final = 3
"""How long a client of the API waits to be told that the database is away."""

# A host that is gone answers nothing. What it never acknowledged ends by the timeout; a statement
# that it did acknowledge would wait for Linux's keepalives, the first of which takes two hours.
GIVE_UP_ON_SILENCE: Final = {
    "tcp_user_timeout": 1000 * STATEMENT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}

Parameters = dict[str, Any]


class Database:
    """Where PostgreSQL is and how to be let in."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self._settings = settings
        if settings.encrypted and settings.ca_file is None:
            logger.warning("Whether the database is the one that it says it is, is not checked")
        self.secret = Secret(settings.secret_arn)

    def connect(self, *, autocommit: bool = True) -> Connection[Any]:
        """A connection of its own, as for a migration.

        Raises:
            UnavailableError: PostgreSQL or Secrets Manager do not answer, or refuse.
        """
        with answered():
            return _FollowingConnection.connect(database=self, autocommit=autocommit)

    def pool(self, size: int) -> ConnectionPool[Connection[Any]]:
        """Connections for threads; not open yet.

        Args:
            size: how many at most.
        """
        return ConnectionPool(
            connection_class=_FollowingConnection,
            kwargs={"database": self, "autocommit": True},
            min_size=1,
            max_size=size,
            timeout=POOL_WAIT_SECONDS,
            # Who waits begins a new attempt, at once: the pool's own come twice as late each time.
            reconnect_timeout=POOL_WAIT_SECONDS,
            open=False,
        )

    def async_pool(self, size: int) -> AsyncConnectionPool[AsyncConnection[Any]]:
        """Connections for tasks; not open yet.

        Args:
            size: how many, always.
        """
        return AsyncConnectionPool(
            connection_class=_FollowingAsyncConnection,
            kwargs={"database": self, "autocommit": True},
            min_size=size,
            max_size=size,
            timeout=ASYNC_POOL_WAIT_SECONDS,
            # As above.
            reconnect_timeout=ASYNC_POOL_WAIT_SECONDS,
            open=False,
        )

    def parameters(self, secret: str) -> Parameters:
        """What libpq is told, from the secret's value."""
        found = json.loads(secret)
        ca_file = self._settings.ca_file
        if not self._settings.encrypted:
            tls = {"sslmode": "disable"}
        elif ca_file:
            tls = {"sslmode": "verify-full", "sslrootcert": str(ca_file)}
        else:
            tls = {"sslmode": "require"}
        return {
            "host": found["host"],
            "port": found["port"],
            "dbname": found["dbname"],
            "user": found["username"],
            "password": found["password"],
            "connect_timeout": CONNECT_SECONDS,
            # A primary that failed over may still answer, and take no writes.
            "target_session_attrs": "read-write",
            **GIVE_UP_ON_SILENCE,
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s",
            "application_name": "video-catalog",
            **tls,
        }


# libpq tells no SQLSTATE of a refused connection (28P01, 28000), but whether a password was asked
# for, which it is after the network and TLS are well.
def _refused(error: psycopg.OperationalError) -> bool:
    return error.pgconn is not None and error.pgconn.used_password


class _FollowingConnection(Connection[Any]):
    @classmethod
    def connect(cls, conninfo: str = "", *, database: Database, **options: Any) -> Self:  # type: ignore[override]  # noqa: ANN401 - psycopg's own
        secret = database.secret.value()
        try:
            return super().connect(conninfo, **{**options, **database.parameters(secret)})
        except psycopg.OperationalError as error:
            newer = database.secret.newer_than(secret) if _refused(error) else None
            if newer is None:
                raise
        return super().connect(conninfo, **{**options, **database.parameters(newer)})


class _FollowingAsyncConnection(AsyncConnection[Any]):
    @classmethod
    async def connect(cls, conninfo: str = "", *, database: Database, **options: Any) -> Self:  # type: ignore[override]  # noqa: ANN401 - psycopg's own
        secret = await asyncio.to_thread(database.secret.value)
        try:
            return await super().connect(conninfo, **{**options, **database.parameters(secret)})
        except psycopg.OperationalError as error:
            refused = _refused(error)
            newer = await asyncio.to_thread(database.secret.newer_than, secret) if refused else None
            if newer is None:
                raise
        return await super().connect(conninfo, **{**options, **database.parameters(newer)})


@contextmanager
def writing(pool: ConnectionPool[Connection[Any]]) -> Iterator[Connection[Any]]:
    """A connection of the pool; one whose server takes no writes any more is given up.

    Raises:
        UnavailableError: PostgreSQL does not answer, or takes no writes.
    """
    with answered(), pool.connection() as connection:
        try:
            yield connection
        except ReadOnlySqlTransaction:
            connection.close()
            raise


@contextmanager
def answered() -> Iterator[None]:
    """Turn the driver's word for a server that is away into ours."""
    try:
        yield
    except ProgramLimitExceeded:
        # To the driver an error of the server, but what is too large stays too large.
        raise
    except (psycopg.OperationalError, psycopg.InterfaceError, ReadOnlySqlTransaction) as error:
        raise UnavailableError(f"PostgreSQL: {' '.join(str(error).split())}") from error
