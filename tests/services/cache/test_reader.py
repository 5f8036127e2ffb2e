from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from local.servers import Emulator
from tests.services.partition import Partition
from tests.services.valkey import Valkey
from tests.services.videos import CREATED
from video_catalog.cache import Answer, CacheWriter, NullCache, RedisCache, entry
from video_catalog.errors import UnavailableError
from video_catalog.settings import CacheSettings
from video_catalog.store import video_id

ID = video_id(CREATED.bucket, CREATED.key)
KEY = entry.key(ID)

Test = Callable[[RedisCache], Awaitable[None]]


class Records:
    """A database of one record, which counts who asks."""

    def __init__(self, record: bytes | None = b"old") -> None:
        self.record = record
        self.loads = 0
        self.begun = asyncio.Event()
        self.going_on = asyncio.Event()
        self.going_on.set()

    async def load(self, _video_id: UUID) -> bytes | None:
        self.loads += 1
        # What the database has when it is asked, whatever happens until the answer arrives.
        record, going_on = self.record, self.going_on
        self.begun.set()
        await going_on.wait()
        return record


@pytest.fixture
def writer(valkey: Valkey) -> CacheWriter:
    return CacheWriter(valkey.settings)


def run(settings: CacheSettings, test: Test, record_format: bytes = b"1") -> None:
    async def body() -> None:
        async with RedisCache(settings, record_format=record_format) as cache:
            await test(cache)

    asyncio.run(body())


@pytest.mark.parametrize("record", [b"old", b"", b"\x00\xff" * 5000, None])
def test_remembers(valkey: Valkey, record: bytes | None) -> None:
    async def test(cache: RedisCache) -> None:
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
    async def test(cache: RedisCache) -> None:
        await cache.get(ID, Records(record).load)

    run(valkey.settings, test)
    with valkey.client() as client:
        assert shortest - 1 <= client.ttl(KEY) <= longest + 1


def test_asks_the_database_once_for_many(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records()
        answers = await asyncio.gather(*(cache.get(ID, records.load) for _ in range(200)))
        assert {answer.value for answer in answers} == {b"old"}
        assert records.loads == 1

    run(valkey.settings, test)


def test_asks_the_database_once_for_many_processes(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
        async with RedisCache(valkey.settings, record_format=b"1") as other:
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

    async def test(cache: RedisCache) -> None:
        with valkey.client() as client:
            client.set(KEY, entry.LEASE + b"of one that died")
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    run(valkey.settings, test)


async def _replace(records: Records, writer: CacheWriter, record: bytes | None) -> None:
    """What the worker does with a new version."""
    withheld = await asyncio.to_thread(writer.withhold, CREATED)
    await asyncio.to_thread(withheld.wait)
    records.record = record
    await asyncio.to_thread(writer.forget, CREATED)


@pytest.mark.parametrize("before", [b"old", None], ids=["replaced", "new"])
@pytest.mark.parametrize("after", [b"new", None], ids=["by another", "deleted"])
def test_never_answers_with_what_was_replaced(
    valkey: Valkey, writer: CacheWriter, before: bytes | None, after: bytes | None
) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records(before)
        await cache.get(ID, records.load)
        await _replace(records, writer, after)
        assert (await cache.get(ID, records.load)).value == after

    run(valkey.settings, test)


def test_never_answers_with_what_was_loaded_before(valkey: Valkey, writer: CacheWriter) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records(b"old")
        records.going_on = slow = asyncio.Event()
        first = asyncio.create_task(cache.get(ID, records.load))
        await records.begun.wait()
        await _replace(records, writer, b"new")
        records.going_on = asyncio.Event()
        records.going_on.set()
        # Who asked before may get the old record; who asks after, never.
        assert await cache.get(ID, records.load) == Answer(b"new", hit=False)
        slow.set()
        assert await first == Answer(b"old", hit=False)
        assert await cache.get(ID, records.load) == Answer(b"new", hit=True)

    run(valkey.settings, test)


def test_asks_the_database_while_it_is_written(valkey: Valkey, writer: CacheWriter) -> None:
    async def test(cache: RedisCache) -> None:
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

    async def test(cache: RedisCache) -> None:
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

    async def test(cache: RedisCache) -> None:
        for _ in range(2):
            outcomes = await asyncio.gather(
                *(cache.get(ID, fail) for _ in range(5)), return_exceptions=True
            )
            assert [str(outcome) for outcome in outcomes] == ["PostgreSQL: away"] * 5
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=True)

    run(valkey.settings, test)


def test_goes_on_loading_for_others_when_the_first_goes_away(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
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

    async def ask_and_go_away(cache: RedisCache) -> None:
        first = asyncio.create_task(cache.get(ID, records.load))
        await records.begun.wait()
        first.cancel()
        asyncio.get_running_loop().call_soon(records.going_on.set)

    async def ask(cache: RedisCache) -> None:
        assert await cache.get(ID, records.load) == Answer(b"old", hit=True)

    run(valkey.settings, ask_and_go_away)
    run(valkey.settings, ask)


def test_is_slower_without_redis_and_comes_back(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.cache.reader.AWAY_SECONDS", 0.0)

    async def test(cache: RedisCache) -> None:
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

    async def test(cache: RedisCache) -> None:
        front.cut()
        async with asyncio.timeout(30):
            for _ in range(50):
                assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_waits_for_no_answer_that_does_not_come(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
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
    async def test(cache: RedisCache) -> None:
        front.cut()
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)
        front.mend()
        # Well within the second.
        assert await cache.get(ID, Records().load) == Answer(b"old", hit=False)

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


async def _miss(cache: RedisCache, records: Records) -> Answer:
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

    async def test(cache: RedisCache) -> None:
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


@pytest.fixture
def lasting_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies that end when Redis tells of a change, and not before."""
    for name in ("COPY_SECONDS", "RENEWED_AFTER_SECONDS"):
        monkeypatch.setattr(f"video_catalog.cache.copies.{name}", 3600.0)


def reads(valkey: Valkey) -> int:
    """How often Redis was asked for records."""
    with valkey.client() as client:
        return int(client.info("commandstats").get("cmdstat_mget", {"calls": 0})["calls"])


async def _until(cache: RedisCache, records: Records, record: bytes | None) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await cache.get(ID, records.load)).value == record:
                return
            # An answer by a copy suspends nobody.
            await asyncio.sleep(0)


@pytest.mark.usefixtures("lasting_copies")
def test_answers_with_its_copy_without_asking(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records()
        for _ in range(2):
            await cache.get(ID, records.load)
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
    async def test(cache: RedisCache) -> None:
        records = Records()
        for _ in range(2):
            await cache.get(ID, records.load)
        records.record = b"new"
        with valkey.client() as client:
            await asyncio.to_thread(change, client)
        await _until(cache, records, b"new")

    run(valkey.settings, test)


@pytest.mark.usefixtures("lasting_copies")
def test_gives_up_its_copies_with_the_connection(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records()
        for _ in range(2):
            await cache.get(ID, records.load)
        records.record = b"new"
        front.cut()
        await _until(cache, records, b"new")

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_keeps_its_copies_good_while_they_are_read(valkey: Valkey) -> None:
    async def test(cache: RedisCache) -> None:
        records = Records()
        await cache.get(ID, records.load)
        await cache.get(ID, records.load)
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

    async def test(cache: RedisCache) -> None:
        records = Records(b"old")
        for _ in range(2):
            await cache.get(ID, records.load)
        front.stall()
        reading = asyncio.create_task(_until(cache, records, b"new"))
        await _replace(records, writer, b"new")
        assert (await cache.get(ID, records.load)).value == b"new"
        await reading

    with Partition(valkey.host, valkey.port) as front:
        run(replace(valkey.settings, host=front.host, port=front.port), test)


def test_never_answers_with_an_old_record_while_it_is_replaced_again_and_again(
    valkey: Valkey, writer: CacheWriter
) -> None:
    async def read(cache: RedisCache, records: Records) -> None:
        while records.record != b"20":
            committed = int(records.record or b"")
            found = (await cache.get(ID, records.load)).value
            assert int(found or b"") >= committed
            await asyncio.sleep(0)

    async def test(cache: RedisCache) -> None:
        async with RedisCache(valkey.settings, record_format=b"1") as other:
            records = Records(b"0")
            reading = [asyncio.create_task(read(each, records)) for each in (cache, other) * 4]
            for number in range(1, 21):
                await _replace(records, writer, b"%d" % number)
            await asyncio.gather(*reading)

    run(valkey.settings, test)


def test_asks_each_time_where_redis_tells_of_nothing(
    valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(cache: RedisCache) -> None:
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


def test_null_cache_loads_always() -> None:
    async def test() -> None:
        records = Records()
        for _ in range(2):
            assert await NullCache().get(ID, records.load) == Answer(b"old", hit=False)
        assert records.loads == 2

    asyncio.run(test())
