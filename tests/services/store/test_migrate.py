from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.databases import TestDatabase
from video_catalog.errors import UnavailableError
from video_catalog.store.migrate import RevisionError, migrate

TABLES = {"alembic_version", "newest_event", "popularity", "video"}


def _tables(database: TestDatabase) -> set[str]:
    with database.administrator() as connection:
        return {
            name
            for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        }


def _schema(database: TestDatabase) -> list[tuple[str, str]]:
    with database.administrator() as connection:
        return connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()


def test_goes_up_and_down_and_up(empty_database: TestDatabase) -> None:
    migrate(empty_database.database)
    first = _schema(empty_database)
    assert _tables(empty_database) == TABLES
    migrate(empty_database.database, "base")
    assert _tables(empty_database) == {"alembic_version"}
    migrate(empty_database.database, "0001")
    assert _schema(empty_database) == first


def test_changes_nothing_when_it_is_there(database: TestDatabase) -> None:
    before = _schema(database)
    migrate(database.database)
    assert _schema(database) == before


def test_lets_others_wait(empty_database: TestDatabase) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: migrate(empty_database.database), range(8)))
    assert _tables(empty_database) == TABLES


def test_leaves_the_schema_of_newer_software(database: TestDatabase) -> None:
    with database.administrator() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    migrate(database.database)
    assert _tables(database) == TABLES


def test_names_the_revisions_that_there_are(empty_database: TestDatabase) -> None:
    with pytest.raises(RevisionError) as raised:
        migrate(empty_database.database, "9999")
    assert str(raised.value) == "9999: no revision; expected head, base, 0001."
    assert _tables(empty_database) == set()


def test_says_that_the_database_is_away(empty_database: TestDatabase) -> None:
    empty_database.server.stop()
    try:
        with pytest.raises(UnavailableError, match="PostgreSQL: "):
            migrate(empty_database.database)
    finally:
        empty_database.server.start()
