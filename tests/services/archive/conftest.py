from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.servers import Emulator, Postgres
from tests.services.cache.conftest import valkey, valkey_server
from tests.services.databases import TestDatabase, database, empty_database
from tests.services.valkey import Valkey
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.__main__ import main
from video_catalog.errors import PermanentError, Reason
from video_catalog.store import Catalog, video_id
from video_catalog.store.migrate import migrate

__all__ = ["database", "empty_database", "valkey", "valkey_server"]

TABLES = ("newest_event", "video", "popularity")
Rows = dict[str, list[tuple[Any, ...]]]
Run = Callable[..., int]
REFUSED = PermanentError(Reason.NOT_A_VIDEO, "b.mp4: no stream of pictures; expected a video.")


def rows(database: TestDatabase) -> Rows:
    """All that a catalogue knows."""
    with database.administrator() as connection:
        return {
            table: connection.execute(
                f"SELECT to_jsonb({table})::text FROM {table} ORDER BY 1"  # noqa: S608 - our own
            ).fetchall()
            for table in TABLES
        }


def empty(database: TestDatabase) -> None:
    with database.administrator() as connection:
        connection.execute("TRUNCATE newest_event, video, popularity")


def fill(database: TestDatabase) -> None:
    """One video, one refused, one deleted, one of whose versions some are deleted."""
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        catalog.record(CREATED, METADATA)
        catalog.refuse(replace(CREATED, key="夕焼け\t\n'\"\\.mp4"), REFUSED)
        catalog.remove(replace(deleted("5"), key="c.mp4"))
        catalog.record(replace(created("7"), key="d.mp4"), METADATA)
        for version in ("v3", "v4"):
            catalog.remove(replace(deleted("6", version_id=version), key="d.mp4"))
    with database.administrator() as connection:
        connection.execute(
            "INSERT INTO popularity VALUES (%s, 12345.678901234567)",
            (video_id(CREATED.bucket, CREATED.key),),
        )


def without_time(archive: bytes) -> list[bytes]:
    """The lines, of the header all but its time and its checksum."""
    header, *lines = archive.splitlines()
    about = json.loads(header)["header"]
    del about["exported_at"]
    return [json.dumps(about).encode(), *lines]


@pytest.fixture
def other(database: TestDatabase, postgres: Postgres, aws: Emulator) -> Iterator[TestDatabase]:
    """Another catalogue, with nothing in it."""
    del database  # the first of the two
    found = TestDatabase(postgres, aws)
    found.create()
    migrate(found.database)
    yield found
    found.drop()


@pytest.fixture
def run(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a database, as an operator's task does."""
    monkeypatch.setenv("CACHE_HOST", valkey.host)
    monkeypatch.setenv("CACHE_PORT", str(valkey.port))
    monkeypatch.setenv("CACHE_TLS", "false")
    monkeypatch.setenv("DATABASE_TLS", "disable")

    def run_command(database: TestDatabase, *arguments: str | Path) -> int:
        monkeypatch.setenv("DATABASE_SECRET_ARN", database.secret_arn)
        return main([str(each) for each in arguments])

    return run_command
