from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from local.servers import Emulator
from tests.services.tls import RedisTlsFront
from tests.services.valkey import Valkey
from tests.services.videos import CREATED
from video_catalog.cache import Answer, CacheWriter, RedisCache
from video_catalog.errors import UnavailableError
from video_catalog.settings import CacheSettings
from video_catalog.store import video_id

TOKEN = "the-token"  # noqa: S105 - of a server that lives as long as its test
ID = video_id(CREATED.bucket, CREATED.key)


@pytest.fixture
def front(valkey: Valkey) -> Iterator[RedisTlsFront]:
    with RedisTlsFront(valkey.host, valkey.port) as server:
        yield server


@pytest.fixture
def settings(valkey: Valkey, front: RedisTlsFront, aws: Emulator) -> Iterator[CacheSettings]:
    """As in production: TLS, and a token that is asked for."""
    secret = aws.client("secretsmanager").create_secret(Name="token", SecretString=TOKEN)
    with valkey.client() as client:
        client.config_set("requirepass", TOKEN)
        client.execute_command("AUTH", TOKEN)
        yield CacheSettings(
            host=front.host, port=front.port, encrypted=True, secret_arn=secret["ARN"]
        )
        client.config_set("requirepass", "")


def trust(authority: trustme.CA, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system's own authorities."""
    ca_file = directory / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))


def reads(settings: CacheSettings) -> list[Answer[bytes]]:
    """Two of the same record."""

    async def load(_: object) -> bytes | None:
        return b"record"

    async def body() -> list[Answer[bytes]]:
        async with RedisCache(settings, record_format=b"1", decode=bytes) as cache:
            return [await cache.get(ID, load) for _ in range(2)]

    return asyncio.run(body())


MISSED_TWICE = [Answer(b"record", hit=False)] * 2


def test_encrypts(
    settings: CacheSettings,
    front: RedisTlsFront,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust(front.authority, tmp_path, monkeypatch)
    assert reads(settings) == [Answer(b"record", hit=False), Answer(b"record", hit=True)]
    CacheWriter(settings).forget(CREATED)
    assert reads(settings)[0] == Answer(b"record", hit=False)
    assert front.plain_connections == 0


def test_does_not_encrypt_when_it_is_told(settings: CacheSettings, front: RedisTlsFront) -> None:
    assert reads(replace(settings, encrypted=False)) == MISSED_TWICE
    with pytest.raises(UnavailableError, match="Redis: "):
        CacheWriter(replace(settings, encrypted=False)).forget(CREATED)
    assert front.plain_connections > 0


def test_trusts_known_authorities_alone(
    settings: CacheSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(trustme.CA(), tmp_path, monkeypatch)
    assert reads(settings) == MISSED_TWICE
    with pytest.raises(UnavailableError, match="certificate verify failed"):
        CacheWriter(settings).forget(CREATED)


def test_trusts_no_other_host_of_theirs(
    valkey: Valkey,
    settings: CacheSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RedisTlsFront(valkey.host, valkey.port, certified_host="another.example") as front:
        trust(front.authority, tmp_path, monkeypatch)
        elsewhere = replace(settings, port=front.port)
        assert reads(elsewhere) == MISSED_TWICE
        with pytest.raises(UnavailableError, match="certificate verify failed"):
            CacheWriter(elsewhere).forget(CREATED)


def test_says_that_the_token_is_refused(
    settings: CacheSettings,
    front: RedisTlsFront,
    aws: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust(front.authority, tmp_path, monkeypatch)
    secret_arn = str(settings.secret_arn)
    aws.client("secretsmanager").put_secret_value(SecretId=secret_arn, SecretString="another")
    with pytest.raises(UnavailableError, match="Redis: ") as raised:
        CacheWriter(settings).forget(CREATED)
    assert "another" not in str(raised.value)
