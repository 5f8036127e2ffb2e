from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from local.servers import Emulator
from tests.services.cache.records import ID, KEY, Records, replace_record, run
from tests.services.partition import Partition
from tests.services.valkey import Valkey
from tests.services.videos import CREATED
from video_catalog.cache import Answer, CacheWriter, RedisCache, entry
from video_catalog.errors import UnavailableError


@pytest.mark.parametrize("record", [b"old", b"", b"\x00\xff" * 5000, None])
def test_remembers(valkey: Valkey, record: bytes | None) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records(record)
        assert await cache.get(ID, records.load) == Answer(record, hit=False)
        assert await cache.get(ID, records.load) == Answer(record, hit=True)
        assert records.loads == 1

    run(valkey.settings, test)


@pytest.mark.parametrize(
    ("record", "shortest", "longest"),
    [
        pytest.param(b"old", 0.9 * entry.RECORD_SECONDS, 1.1 * entry.RECORD_SECONDS, id="record"),
        pytest.param(None, 1, entry.NONE_SECONDS, id="none"),
    ],
)
def test_remembers_for_a_time(
    valkey: Valkey, record: bytes | None, shortest: float, longest: float
) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        await cache.get(ID, Records(record).load)

    run(valkey.settings, test)
    with valkey.client() as client:
        assert shortest - 1 <= client.ttl(KEY) <= longest + 1


def test_asks_the_database_once_for_many(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records()
        answers = await asyncio.gather(*(cache.get(ID, records.load) for _ in range(200)))
        assert {answer.value for answer in answers} == {b"old"}
        assert records.loads == 1

    run(valkey.settings, test)


def test_asks_the_database_once_for_many_processes(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        async with RedisCache(valkey.settings, record_format=b"1", decode=bytes) as other:
            records = Records()
            answers = await asyncio.gather(
                *(each.get(ID, records.load) for each in (cache, other) for _ in range(100))
            )
            assert {answer.value for answer in answers} == {b"old"}
            assert records.loads == 1

    run(valkey.settings, test)


def test_does_not_wait_for_ever_for_another_process(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.reader.POLLS", 2)

    async def test(cache: RedisCache[bytes]) -> None:
        with valkey.client() as client:
            client.set(KEY, entry.LEASE + b"of one that died")
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    run(valkey.settings, test)


@pytest.mark.parametrize("before", [b"old", None], ids=["replaced", "new"])
@pytest.mark.parametrize("after", [b"new", None], ids=["by another", "deleted"])
def test_never_answers_with_what_was_replaced(
    valkey: Valkey, writer: CacheWriter, before: bytes | None, after: bytes | None
) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records(before)
        await cache.get(ID, records.load)
        await replace_record(records, writer, after)
        assert (await cache.get(ID, records.load)).value == after

    run(valkey.settings, test)


def test_never_answers_with_what_was_loaded_before(valkey: Valkey, writer: CacheWriter) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records(b"old")
        records.going_on = slow = asyncio.Event()
        first = asyncio.create_task(cache.get(ID, records.load))
        await records.begun.wait()
        await replace_record(records, writer, b"new")
        records.going_on = asyncio.Event()
        records.going_on.set()
        # Who asked before may get the old record; who asks after, never.
        assert await cache.get(ID, records.load) == Answer(b"new", hit=False)
        slow.set()
        assert await first == Answer(b"old", hit=False)
        assert await cache.get(ID, records.load) == Answer(b"new", hit=True)

    run(valkey.settings, test)


def test_asks_the_database_while_it_is_written(valkey: Valkey, writer: CacheWriter) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records(b"old")
        await cache.get(ID, records.load)
        await asyncio.to_thread(writer.withhold, CREATED)
        records.record = b"new"
        # The writer has committed, and not told the cache yet.
        assert await cache.get(ID, records.load) == Answer(b"new", hit=False)
        with valkey.client() as client:
            assert client.get(KEY).startswith(entry.WITHHELD)
            assert 0 < client.ttl(KEY) <= entry.WITHHELD_SECONDS

    run(valkey.settings, test)


def test_loads_records_of_other_formats_anew(valkey: Valkey, writer: CacheWriter) -> None:
    records = Records(b"old")

    async def test(cache: RedisCache[bytes]) -> None:
        assert await cache.get(ID, records.load) == Answer(b"old", hit=False)

    run(valkey.settings, test, b"1")
    run(valkey.settings, test, b"2")
    assert records.loads == 2
    writer.forget(CREATED)
    run(valkey.settings, test, b"2")
    assert records.loads == 3


def test_passes_on_what_loading_raises(valkey: Valkey) -> None:
    async def fail(_video_id: UUID) -> bytes | None:
        raise UnavailableError("PostgreSQL: away")

    async def test(cache: RedisCache[bytes]) -> None:
        for _ in range(2):
            outcomes = await asyncio.gather(
                *(cache.get(ID, fail) for _ in range(5)), return_exceptions=True
            )
            assert [str(outcome) for outcome in outcomes] == ["PostgreSQL: away"] * 5
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=True)

    run(valkey.settings, test)


def test_goes_on_loading_for_others_when_the_first_goes_away(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        records = Records()
        records.going_on.clear()
        first = asyncio.create_task(cache.get(ID, records.load))
        await records.begun.wait()
        second = asyncio.create_task(cache.get(ID, records.load))
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        records.going_on.set()
        assert (await second).value == b"old"
        assert records.loads == 1

    run(valkey.settings, test)


def test_ends_after_what_it_loads(valkey: Valkey) -> None:
    records = Records()
    records.going_on.clear()

    async def ask_and_go_away(cache: RedisCache[bytes]) -> None:
        first = asyncio.create_task(cache.get(ID, records.load))
        await records.begun.wait()
        first.cancel()
        asyncio.get_running_loop().call_soon(records.going_on.set)

    async def ask(cache: RedisCache[bytes]) -> None:
        assert await cache.get(ID, records.load) == Answer(b"old", hit=True)

    run(valkey.settings, ask_and_go_away)
    run(valkey.settings, ask)


def test_is_slower_without_redis_and_comes_back(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.reader.AWAY_SECONDS", 0.0)

    async def test(cache: RedisCache[bytes]) -> None:
        records = Records()
        await cache.get(ID, records.load)
        valkey.stop()
        try:
            answers = await asyncio.gather(*(cache.get(ID, records.load) for _ in range(50)))
        finally:
            valkey.start()
        assert answers == [Answer(b"old", hit=False)] * 50
        await cache.get(ID, records.load)
        assert await cache.get(ID, records.load) == Answer(b"old", hit=True)

    run(valkey.settings, test)


def test_waits_for_no_connection_that_ends_as_soon_as_it_is_there(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.reader.AWAY_SECONDS", 0.0)

    async def test(cache: RedisCache[bytes]) -> None:
        front.cut()
        async with asyncio.timeout(30):
            for _ in range(50):
                assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_waits_for_no_answer_that_does_not_come(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        await cache.get(ID, Records().load)
        with valkey.client() as client:
            client.execute_command("CLIENT", "PAUSE", "60000", "ALL")
        try:
            async with asyncio.timeout(30):
                answers = await asyncio.gather(*(cache.get(ID, Records().load) for _ in range(5)))
        finally:
            valkey.stop()
            valkey.start()
        assert answers == [Answer(b"old", hit=False)] * 5

    run(valkey.settings, test)


def test_leaves_redis_alone_for_a_while(valkey: Valkey) -> None:
    async def test(cache: RedisCache[bytes]) -> None:
        front.cut()
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)
        front.mend()
        # Well within the second.
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


async def _miss(cache: RedisCache[bytes], records: Records) -> Answer[bytes]:
    """The first answer that is not by a copy."""
    async with asyncio.timeout(30):
        while True:
            answer = await cache.get(ID, records.load)
            if not answer.hit:
                return answer
            await asyncio.sleep(0)


def test_follows_a_changed_token(
    valkey: Valkey, aws: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.reader.AWAY_SECONDS", 0.0)
    client = aws.client("secretsmanager")
    secret = client.create_secret(Name="token", SecretString="first")["ARN"]

    async def test(cache: RedisCache[bytes]) -> None:
        records = Records()
        await cache.get(ID, records.load)
        assert (await cache.get(ID, records.load)).hit
        await asyncio.to_thread(connection.config_set, "requirepass", "second")
        await asyncio.to_thread(
            connection.execute_command, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"
        )
        client.put_secret_value(SecretId=secret, SecretString="second")
        # Its copy is good until it sees that the connection has gone.
        assert await _miss(cache, records) == Answer(b"old", hit=False)
        assert await cache.get(ID, records.load) == Answer(b"old", hit=True)
        await asyncio.to_thread(writer.forget, CREATED)

    with valkey.client() as connection:
        connection.config_set("requirepass", "first")
        connection.execute_command("AUTH", "first")
        settings = replace(valkey.settings, secret_arn=secret)
        writer = CacheWriter(settings)
        try:
            run(settings, test)
        finally:
            connection.config_set("requirepass", "")
