from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme
from psycopg import AsyncConnection, Connection
from psycopg.errors import ReadOnlySqlTransaction

from tests.services.databases import TestDatabase
from tests.services.tls import TlsFront
from tests.services.videos import CREATED, METADATA, created
from video_catalog.errors import UnavailableError
from video_catalog.settings import DatabaseSettings
from video_catalog.store import Catalog, Database, Videos, video_id
from video_catalog.store.connection import writing
from video_catalog.worker.patience import patiently


def test_follows_a_rotated_password(database: TestDatabase) -> None:
    with Catalog(database.database, probe_version=1, threads=2) as catalog:
        catalog.record(CREATED, METADATA)
        database.change_password("rotated")
        database.publish_password()
        database.cut_connections()
        _until_answered(lambda: catalog.record(CREATED, METADATA))


def test_follows_a_rotated_password_with_many_at_once(database: TestDatabase) -> None:
    database.database.secret.value()
    database.change_password("rotated")
    database.publish_password()
    with (
        Catalog(database.database, probe_version=1, threads=4) as catalog,
        ThreadPoolExecutor(4) as threads,
    ):
        assert list(threads.map(lambda _: catalog.is_settled(CREATED), range(20))) == [False] * 20


async def _get_after_rotation(database: TestDatabase) -> None:
    async with Videos(database.database, connections=2) as videos:
        assert await videos.get(video_id("ingest", "a.mp4")) is None
        database.change_password("rotated")
        database.publish_password()
        database.cut_connections()
        assert await videos.get(video_id("ingest", "a.mp4")) is None
        database.cut_connections()
        assert await videos.get(video_id("ingest", "a.mp4")) is None


def test_follows_a_rotated_password_in_the_api(database: TestDatabase) -> None:
    asyncio.run(_get_after_rotation(database))


def test_says_that_the_password_is_refused(database: TestDatabase) -> None:
    database.change_password("rotated")
    with pytest.raises(UnavailableError, match="password authentication failed"):
        database.database.connect()


def test_says_that_the_secret_is_away(database: TestDatabase) -> None:
    database.aws.client("secretsmanager").delete_secret(
        SecretId=database.secret_arn, ForceDeleteWithoutRecovery=True
    )
    with pytest.raises(UnavailableError, match="Secrets Manager: "):
        Database(database.settings).connect()


def test_comes_back_after_the_server(database: TestDatabase) -> None:
    with Catalog(database.database, probe_version=1, threads=2) as catalog:
        catalog.record(CREATED, METADATA)
        database.server.stop()
        try:
            with pytest.raises(UnavailableError):
                catalog.is_settled(CREATED)
        finally:
            database.server.start()
        _until_answered(lambda: catalog.record(CREATED, METADATA))


async def _get_after_an_outage(database: TestDatabase) -> None:
    async with Videos(database.database, connections=2) as videos:
        database.server.stop()
        try:
            # Of attempts that come twice as late each time, the next would be seconds away.
            for _ in range(3):
                with pytest.raises(UnavailableError):
                    await videos.get(video_id("ingest", "a.mp4"))
        finally:
            database.server.start()
        assert await videos.get(video_id("ingest", "a.mp4")) is None


def test_comes_back_at_once_after_a_long_outage(database: TestDatabase) -> None:
    asyncio.run(_get_after_an_outage(database))


def _silence_borne(connection: Connection[Any] | AsyncConnection[Any]) -> dict[str, int]:
    """How the kernel finds out that the host of a connection is gone."""
    with socket.socket(fileno=os.dup(connection.fileno())) as opened:
        return {
            "keeps alive": opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            "first after s": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
            "next after s": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
            "unanswered": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
            "unacknowledged for ms": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
        }


async def _silence_borne_by_the_api(database: TestDatabase) -> dict[str, int]:
    async with database.database.async_pool(1) as pool, pool.connection() as connection:
        return _silence_borne(connection)


def test_gives_up_a_host_that_is_gone_soon(database: TestDatabase) -> None:
    """Also where it has acknowledged a statement: only keepalives tell that no answer comes."""
    with database.database.connect() as connection:
        alone = _silence_borne(connection)
    with database.database.pool(1) as pool, pool.connection() as connection:
        in_worker = _silence_borne(connection)
    in_api = asyncio.run(_silence_borne_by_the_api(database))
    assert alone == in_worker == in_api == {
        "keeps alive": 1,
        "first after s": 5,
        "next after s": 2,
        "unanswered": 3,
        "unacknowledged for ms": 10_000,
    }  # fmt: skip


@pytest.fixture
def encrypted(database: TestDatabase) -> Iterator[tuple[TlsFront, DatabaseSettings]]:
    """A way in that speaks TLS alone, by a certificate that no known authority vouches for."""
    with TlsFront(database.server.host, database.server.port) as front:
        database.lead_to(front.port)
        yield front, replace(database.settings, encrypted=True)


def test_encrypts(encrypted: tuple[TlsFront, DatabaseSettings]) -> None:
    front, settings = encrypted
    with Database(settings).connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert front.plain_connections == 0


def test_does_not_encrypt_when_it_is_told(encrypted: tuple[TlsFront, DatabaseSettings]) -> None:
    front, settings = encrypted
    with pytest.raises(UnavailableError):
        Database(replace(settings, encrypted=False)).connect()
    assert front.plain_connections == 1


def test_trusts_the_given_authorities(
    encrypted: tuple[TlsFront, DatabaseSettings], tmp_path: Path
) -> None:
    ca_file = tmp_path / "ca.pem"
    front, settings = encrypted
    front.authority.cert_pem.write_to_path(str(ca_file))
    with Database(replace(settings, ca_file=ca_file)).connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_trusts_no_other_host_of_theirs(database: TestDatabase, tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    server = database.server
    with TlsFront(server.host, server.port, certified_host="another.example") as front:
        front.authority.cert_pem.write_to_path(str(ca_file))
        database.lead_to(front.port)
        settings = replace(database.settings, encrypted=True, ca_file=ca_file)
        with pytest.raises(UnavailableError, match=r'"another\.example".* does not match'):
            Database(settings).connect()


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "not there"])
def test_takes_any_server_where_the_authorities_are_not_known_and_says_so(
    database: TestDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, is_there: bool
) -> None:
    ca_file = tmp_path / "ap-northeast-1.pem"
    if is_there:
        trustme.CA().cert_pem.write_to_path(str(ca_file))
    settings = DatabaseSettings.read(
        {
            "DATABASE_SECRET_ARN": database.secret_arn,
            "DATABASE_TLS": "require",
            "DATABASE_CA_FILE": str(ca_file),
        }
    )
    told = Database(settings).parameters(database.secret())
    assert told["sslmode"] == ("verify-full" if is_there else "require")
    assert ("is not checked" in caplog.text) is not is_there


def test_trusts_the_given_authorities_alone(
    encrypted: tuple[TlsFront, DatabaseSettings], tmp_path: Path
) -> None:
    ca_file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(ca_file))
    _, settings = encrypted
    with pytest.raises(UnavailableError, match="certificate verify failed"):
        Database(replace(settings, ca_file=ca_file)).connect()


def _until_answered(operation: Callable[[], None]) -> None:
    """As the worker waits; idle connections may all be dead."""
    patiently(operation, threading.Event())


def test_waits_while_the_server_takes_no_writes(database: TestDatabase) -> None:
    """As a primary that was demoted does, of which the connections live on."""
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        catalog.record(CREATED, METADATA)
        with database.administrator("postgres") as connection:
            connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            connection.execute("SELECT pg_reload_conf()")
            try:
                _until_read_only(catalog)
            finally:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
                connection.execute("SELECT pg_reload_conf()")
        _until_answered(lambda: catalog.record(CREATED, METADATA))


def _until_read_only(catalog: Catalog) -> None:
    # Every session reads the server's settings anew in its own time.
    for number in range(1000):
        try:
            catalog.record(created(f"{number:04X}1"), METADATA)
        except UnavailableError as error:
            assert isinstance(error.__cause__, ReadOnlySqlTransaction)  # noqa: PT017 - the loop ends by it
            return
    raise AssertionError


def test_gives_up_a_connection_whose_server_takes_no_writes(database: TestDatabase) -> None:
    with database.database.pool(1) as pool:
        with writing(pool) as connection:
            connection.execute("SET default_transaction_read_only = on")
        with pytest.raises(UnavailableError, match="read-only"), writing(pool) as connection:
            connection.execute("DELETE FROM video")
        with writing(pool) as connection:
            connection.execute("DELETE FROM video")


async def _list_while_locked(database: TestDatabase) -> None:
    async with Videos(database.database, connections=1) as videos:
        with database.administrator() as connection, connection.transaction():
            connection.execute("LOCK TABLE video IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(UnavailableError, match="statement timeout"):
                await videos.page([], before=None, limit=1)


def test_runs_no_query_again_that_took_too_long(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.store.connection.STATEMENT_SECONDS", 1)
    cancelled = "canceling statement due to statement timeout"
    before = database.server.log().count(cancelled)
    asyncio.run(_list_while_locked(database))
    assert database.server.log().count(cancelled) == before + 1
