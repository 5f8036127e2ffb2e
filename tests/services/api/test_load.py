from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import pytest

from tests.services.api.system import Answer, Api, System
from tests.services.videos import CREATED, METADATA, created
from video_catalog.store import video_id
from video_catalog.worker.patience import patiently

ID: Final = video_id(CREATED.bucket, CREATED.key)
MISSES: Final = 200
READERS: Final = 4
UPLOADS: Final = 30


@pytest.fixture
def logged(running: System) -> Iterator[Api]:
    """An API whose every statement PostgreSQL logs before it carries it out."""
    running.empty()
    running.catalog.record(CREATED, METADATA)
    running.cache.forget(CREATED)
    name = running.database.name
    with running.database.administrator() as connection:
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        try:
            with Api(running.api.environment) as api:
                yield api
        finally:
            connection.execute(f"ALTER DATABASE {name} RESET log_statement")


async def _ask(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /videos/{ID} HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def _status(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    status = int((await reader.read()).split(b" ", 2)[1])
    writer.close()
    await writer.wait_closed()
    return status


async def _miss_at_once(system: System, api: Api) -> list[int]:
    with system.database.administrator() as connection:
        # Nobody is answered until everybody has asked.
        with connection.transaction():
            connection.execute("LOCK TABLE video IN ACCESS EXCLUSIVE MODE")
            asked = [await _ask(api.port) for _ in range(MISSES)]
            assert api.get("/health").status == 200
        return await asyncio.gather(*(_status(*each) for each in asked))


def test_asks_the_database_once_for_many_misses(running: System, logged: Api) -> None:
    before = len(running.database.server.log())
    assert asyncio.run(_miss_at_once(running, logged)) == [200] * MISSES
    said = running.database.server.log()[before:]
    assert said.count("FROM video WHERE id = $1") == 1


class Answers:
    """What clients were told, and what was recorded when they asked."""

    def __init__(self) -> None:
        self.recorded = 1
        self.statuses: set[int] = set()
        self.older: list[tuple[int, int]] = []

    def ask(self, system: System) -> None:
        recorded = self.recorded
        answer: Answer = system.api.get(f"/videos/{ID}")
        self.statuses.add(answer.status)
        found = int(answer.document["etag"])
        if found < recorded:
            self.older.append((recorded, found))

    def upload(self, system: System, number: int) -> None:
        """As the worker does, which waits for services that come back."""
        event = replace(created(f"{number:04X}"), etag=str(number))
        patiently(lambda: system.catalog.record(event, METADATA), threading.Event())
        self.recorded = number
        # Committed, and not forgotten yet.
        self.ask(system)
        patiently(lambda: system.cache.forget(event), threading.Event())


@contextmanager
def _asking(system: System, check: Answers) -> Iterator[None]:
    """Ask for the record again and again, by several clients at once."""
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            check.ask(system)

    with ThreadPoolExecutor(READERS) as threads:
        readers = [threads.submit(ask) for _ in range(READERS)]
        try:
            yield
        finally:
            done.set()
            for reader in readers:
                reader.result()


def test_never_answers_with_less_than_was_recorded(system: System) -> None:
    answers = Answers()
    answers.upload(system, 1)
    with _asking(system, answers):
        for number in range(2, UPLOADS):
            answers.upload(system, number)
    assert (answers.statuses, answers.older) == ({200}, [])


def test_answers_while_redis_dies_and_comes_back(system: System) -> None:
    answers = Answers()
    answers.upload(system, 1)
    with _asking(system, answers):
        for number in range(2, 5):
            system.valkey.stop()
            assert system.api.get(f"/videos/{ID}").status == 200
            system.valkey.start()
            answers.upload(system, number)
    assert (answers.statuses, answers.older) == ({200}, [])
