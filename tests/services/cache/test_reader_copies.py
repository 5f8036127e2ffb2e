"""What the cache answers by its own copies, and when it no longer does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.services.cache.records import ID, KEY, Records, replace_record, run
from tests.services.partition import Partition
from tests.services.valkey import Valkey
from video_catalog.cache import Answer, CacheWriter, RedisCache, entry


@pytest.fixture
def lasting_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies that end when Redis tells of a change, and not before."""
    for name in ("COPY_SECONDS", "RENEWED_AFTER_SECONDS"):
        monkeypatch.setattr(f"video_catalog.cache.copies.{name}", 3600.0)


def reads(valkey: Valkey) -> int:
    """How often Redis was asked for records."""
    with valkey.client() as client:
        return int(client.info("commandstats").get("cmdstat_mget", {"calls": 0})["calls"])


async def _copied(cache: RedisCache[bytes]) -> Records:
    """A database whose record the cache has a copy of: loaded first, then read from Redis."""
    records = Records()
    for _ in range(2):
        await cache.get(ID, records.load)
    return records


async def _until(cache: RedisCache[bytes], records: Records, record: bytes | None) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await cache.get(ID, records.load)).value == record:
                return
            # An answer by a copy suspends nobody.
            await asyncio.sleep(0)


@pytest.mark.usefixtures("lasting_copies")
def test_answers_with_its_copy_without_asking(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        before = reads(valkey)
        for _ in range(100):
            assert await cache.get(ID, records.load) == Answer(b"old", hit=True)
        assert reads(valkey) == before

    run(valkey.settings, test)


@pytest.mark.usefixtures("lasting_copies")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda client: client.set(KEY, entry.RECORD + b"1new"), id="set"),
        pytest.param(lambda client: client.delete(KEY), id="deleted"),
        pytest.param(lambda client: client.pexpire(KEY, 1), id="expired"),
        pytest.param(lambda client: client.flushall(), id="flushed"),
    ],
)
def test_gives_up_its_copy_when_it_is_told(valkey: Valkey, change: Callable[..., object]) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        records.record = b"new"
        with valkey.client() as client:
            await asyncio.to_thread(change, client)
        await _until(cache, records, b"new")

    run(valkey.settings, test)


@pytest.mark.usefixtures("lasting_copies")
def test_gives_up_its_copies_with_the_connection(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        records.record = b"new"
        front.cut()
        await _until(cache, records, b"new")

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


@pytest.mark.parametrize("copies", ["good", "bad"])
def test_leaves_a_primary_that_is_no_longer_one(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch, copies: str
) -> None:
    """It still answers, and nobody writes to it any more."""
    monkeypatch.setattr("video_catalog.cache.connection.CONNECTION_SECONDS", 0.2)
    if copies == "bad":
        monkeypatch.setattr("video_catalog.cache.copies.COPY_SECONDS", 0.0)

    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        front.lead_to(other.host, other.port)
        records.record = b"new"
        await _until(cache, records, b"new")

    with Valkey() as other, Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_keeps_its_copies_good_while_they_are_read(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        with valkey.client() as client:
            async with asyncio.timeout(30):
                while "cmdstat_ping" not in client.info("commandstats"):
                    assert await cache.get(ID, records.load) == Answer(b"old", hit=True)

    with valkey.client() as client:
        client.config_resetstat()
    run(valkey.settings, test)


def test_never_answers_with_a_copy_of_which_it_was_not_told(
    valkey: Valkey, writer: CacheWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis tells of the change, and the network is slow."""
    # Longer than all that happens here but the wait for it.
    for module in ("copies", "writer"):
        monkeypatch.setattr(f"video_catalog.cache.{module}.COPY_SECONDS", 0.5)

    async def test(cache: RedisCache[bytes]) -> None:
        records = await _copied(cache)
        front.stall()
        reading = asyncio.create_task(_until(cache, records, b"new"))
        await replace_record(records, writer, b"new")
        assert (await cache.get(ID, records.load)).value == b"new"
        await reading

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_never_answers_with_an_old_record_while_it_is_replaced_again_and_again(
    valkey: Valkey, writer: CacheWriter
) -> None:
    async def read(cache: RedisCache[bytes], records: Records) -> None:
        while records.record != b"20":
            committed = int(records.record or b"")
            found = (await cache.get(ID, records.load)).value
            assert int(found or b"") >= committed
            await asyncio.sleep(0)

    async def test(cache: RedisCache[bytes]) -> None:
        async with RedisCache(valkey.settings, record_format=b"1", decode=bytes) as other:
            records = Records(b"0")
            reading = [asyncio.create_task(read(each, records)) for each in (cache, other) * 4]
            for number in range(1, 21):
                await replace_record(records, writer, b"%d" % number)
            await asyncio.gather(*reading)

    run(valkey.settings, test)


def test_asks_each_time_where_redis_tells_of_nothing(
    valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records()
        await cache.get(ID, records.load)
        before = reads(valkey)
        for _ in range(10):
            assert await cache.get(ID, records.load) == Answer(b"old", hit=True)
        assert reads(valkey) == before + 10

    with valkey.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "-client|tracking")
        try:
            run(valkey.settings, test)
        finally:
            client.execute_command("ACL", "SETUSER", "default", "+client|tracking")
    assert "Redis tells of no changes" in caplog.text
