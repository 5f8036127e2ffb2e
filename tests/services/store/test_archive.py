from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from local.servers import Emulator, Postgres
from tests.services.databases import TestDatabase
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event, Kind
from video_catalog.store import Catalog, video_id
from video_catalog.store.archive import Outcome, RecordError, merging, snapshot
from video_catalog.store.identity import order
from video_catalog.store.migrate import migrate

REFUSED = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: text; expected a video.")
GONE = PermanentError(Reason.GONE, "a.mp4: gone; expected an object.")
NEW = Outcome(new=1, changed=0, removed=0, kept=0)
CHANGED = Outcome(new=0, changed=1, removed=0, kept=0)
REMOVED = Outcome(new=0, changed=0, removed=1, kept=0)
KEPT = Outcome(new=0, changed=0, removed=0, kept=1)
NOTHING = Outcome(new=0, changed=0, removed=0, kept=0)

Write = tuple[Event, int, PermanentError | None]
"""An event, the version of the probe, and why it refused the object."""


def probed(event: Event, version: int = 1) -> Write:
    return event, version, None


def refused(event: Event, error: PermanentError = REFUSED, version: int = 1) -> Write:
    return event, version, error


def write(database: TestDatabase, writes: Sequence[Write]) -> None:
    for event, version, error in writes:
        with Catalog(database.database, probe_version=version, threads=1) as catalog:
            if event.kind is Kind.DELETED:
                catalog.remove(event)
            elif error:
                catalog.refuse(event, error)
            else:
                catalog.record(event, METADATA)


def exported(database: TestDatabase) -> list[str]:
    with snapshot(database.database) as catalog:
        return list(catalog.records)


def merge(database: TestDatabase, records: list[str]) -> Outcome:
    with merging(database.database) as found:
        found.stage(records)
        outcome = found.apply()
        found.commit()
        return outcome


def rows(database: TestDatabase, names: str = "version_id, reason") -> list[tuple[Any, ...]]:
    with database.administrator() as connection:
        return connection.execute(f"SELECT {names} FROM video ORDER BY key").fetchall()  # noqa: S608 - our own columns


def empty(*databases: TestDatabase) -> None:
    for database in databases:
        with database.administrator() as connection:
            connection.execute("TRUNCATE newest_event, video, popularity")


@contextmanager
def _another(postgres: Postgres, aws: Emulator) -> Iterator[TestDatabase]:
    found = TestDatabase(postgres, aws)
    found.create()
    migrate(found.database)
    yield found
    found.drop()


@pytest.fixture
def other(database: TestDatabase, postgres: Postgres, aws: Emulator) -> Iterator[TestDatabase]:
    """The catalogue that archives are brought into; they are of `database`."""
    del database  # the first of the two
    with _another(postgres, aws) as found:
        yield found


# What was archived, what the catalogue knows before, the outcome, and what it knows then.
MERGES = [
    pytest.param([probed(created("1"))], [], NEW, [("v1", None)], id="new"),
    pytest.param([refused(created("1"))], [], NEW, [("v1", "not a video")], id="new and refused"),
    pytest.param(
        [probed(created("2"))], [probed(created("1"))], CHANGED, [("v2", None)], id="newer"
    ),
    pytest.param(
        [probed(created("1"))], [probed(created("2"))], KEPT, [("v2", None)], id="older"
    ),
    pytest.param(
        [probed(created("1"), 2)], [probed(created("1"), 1)], CHANGED, [("v1", None)],
        id="by a higher probe",
    ),
    pytest.param(
        [probed(created("1"), 1)], [probed(created("1"), 2)], KEPT, [("v1", None)],
        id="by a lower probe",
    ),
    pytest.param(
        [probed(created("1"))], [probed(created("1"))], KEPT, [("v1", None)],
        id="the same, written earlier",
    ),
    pytest.param(
        [probed(created("1"))], [refused(created("1"))], CHANGED, [("v1", None)],
        id="probed after all",
    ),
    pytest.param(
        [refused(created("1"), GONE)], [probed(created("1"))], KEPT, [("v1", None)],
        id="refused, though it was probed once",
    ),
    pytest.param(
        [refused(created("1"), GONE)], [refused(created("1"))], KEPT, [("v1", "not a video")],
        id="refused earlier",
    ),
    pytest.param(
        [refused(created("1"), GONE, 2)], [refused(created("1"))], CHANGED, [("v1", "gone")],
        id="refused by a higher probe",
    ),
    pytest.param([probed(deleted("2"))], [probed(created("1"))], REMOVED, [], id="deleted since"),
    pytest.param(
        [probed(deleted("1"))], [probed(created("2"))], NOTHING, [("v2", None)],
        id="deleted before",
    ),
    pytest.param([probed(created("1"))], [probed(deleted("2"))], KEPT, [], id="deleted here"),
    pytest.param(
        [probed(deleted("3", "v1"))], [probed(created("1"))], REMOVED, [],
        id="its version deleted for good",
    ),
    pytest.param(
        [probed(created("1"))], [probed(deleted("3", "v1"))], KEPT, [],
        id="its version deleted for good here",
    ),
    pytest.param(
        [probed(created("2"))], [probed(created("1")), probed(deleted("3", "v2"))],
        Outcome(new=0, changed=0, removed=1, kept=1), [],
        id="the newest deleted for good here: the older is current, and not recorded",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("archived", "known", "outcome", "expected"), MERGES)
def test_replaces_what_is_older(
    database: TestDatabase,
    other: TestDatabase,
    archived: list[Write],
    known: list[Write],
    *,
    outcome: Outcome,
    expected: list[tuple[Any, ...]],
) -> None:
    write(database, archived)
    write(other, known)
    records = exported(database)
    assert merge(other, records) == outcome
    assert rows(other) == expected
    # Again, it changes nothing.
    again = merge(other, records)
    assert (again.new, again.changed, again.removed) == (0, 0, 0)
    assert rows(other) == expected


def test_replaces_what_was_written_earlier(database: TestDatabase, other: TestDatabase) -> None:
    write(other, [probed(CREATED)])
    (before,) = rows(other, "created_at")
    write(database, [probed(CREATED)])
    assert merge(other, exported(database)) == CHANGED
    assert rows(other, "updated_at") == rows(database, "updated_at")
    # Pages are in its order.
    assert rows(other, "created_at") == [before]


@given(history=st.data())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_ends_as_if_every_event_had_come_here(
    database: TestDatabase, other: TestDatabase, history: st.DataObject
) -> None:
    """What two catalogues were told, each in any order, the merged one knows."""
    empty(database, other)
    sequencers = history.draw(
        st.lists(st.text("0123456789ABCDEF", min_size=1, max_size=6), min_size=1, max_size=5)
    )
    events = {
        order(each): history.draw(st.sampled_from([created(each), deleted(each)]))
        for each in sequencers
    }
    newest = events[max(events)]
    purged = history.draw(st.lists(st.sampled_from(list(events.values())), max_size=2))
    purges = [deleted(f"G{each.version_id}", version_id=each.version_id) for each in purged]
    arrivals = history.draw(st.permutations([*events.values(), *events.values(), *purges]))
    share = history.draw(st.integers(0, len(arrivals)))
    write(database, [probed(each) for each in arrivals[:share]])
    write(other, [probed(each) for each in arrivals[share:]])
    merge(other, exported(database))
    is_there = newest.kind is Kind.CREATED and newest not in purged
    assert rows(other, "version_id") == ([(newest.version_id,)] if is_there else [])


def test_adds_popularity_once(database: TestDatabase, other: TestDatabase) -> None:
    for key, ours, theirs in (("a", 2.0, 1.0), ("b", 1.0, 2.0), ("c", None, 3.0)):
        for each, score in ((database, ours), (other, theirs)):
            write(each, [probed(replace(CREATED, key=key))])
            if score is not None:
                with each.administrator() as connection:
                    connection.execute(
                        "INSERT INTO popularity VALUES (%s, %s)",
                        (video_id(CREATED.bucket, key), score),
                    )
    merge(other, exported(database))
    with other.administrator() as connection:
        found = connection.execute(
            "SELECT key, score FROM popularity JOIN video USING (id) ORDER BY key"
        ).fetchall()
    assert found == [("a", 2.0), ("b", 2.0), ("c", 3.0)]


def test_reads_one_moment(database: TestDatabase) -> None:
    write(database, [probed(CREATED)])
    with snapshot(database.database) as catalog:
        write(database, [probed(created("2")), probed(replace(CREATED, key="b.mp4"))])
        assert (catalog.objects, catalog.videos) == (1, 1)
        (record,) = catalog.records
    assert '"version_id":"v1"' in record


def test_shows_nothing_before_it_is_committed(database: TestDatabase, other: TestDatabase) -> None:
    write(database, [probed(CREATED)])
    with merging(other.database) as found:
        found.stage(exported(database))
        assert found.apply() == NEW
        assert list(found.written()) == [[("ingest", "a.mp4")]]
        assert rows(other) == []
    assert rows(other) == []


def test_goes_on_after_a_record_that_is_none(database: TestDatabase, other: TestDatabase) -> None:
    write(database, [probed(CREATED)])
    records = exported(database)
    with merging(other.database) as found:
        found.stage(records)
        with pytest.raises(RecordError, match="duplicate key value"):
            found.stage(records)
        with pytest.raises(RecordError, match="invalid input syntax for type json"):
            found.stage(["{"])
        assert found.apply() == NEW
        found.commit()
    assert rows(other) == [("v1", None)]


def test_refuses_another_id(database: TestDatabase, other: TestDatabase) -> None:
    """Of a record that was made by hand."""
    write(database, [probed(CREATED)])
    write(other, [probed(replace(CREATED, key="b.mp4"))])
    ours, theirs = (str(video_id("ingest", key)) for key in ("a.mp4", "b.mp4"))
    records = [each.replace(ours, theirs) for each in exported(database)]
    with pytest.raises(RecordError, match="duplicate key value"):
        merge(other, records)
    assert rows(other, "key") == [("b.mp4",)]


def test_lets_workers_on_its_objects_wait(database: TestDatabase, other: TestDatabase) -> None:
    write(database, [probed(CREATED)])
    with merging(other.database) as found, other.administrator() as worker:
        found.stage(exported(database))
        found.apply()
        worker.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            worker.execute("INSERT INTO newest_event VALUES ('ingest', 'a.mp4', '2')")
        found.commit()
    write(other, [probed(created("2"))])
    assert rows(other) == [("v2", None)]


def test_tells_that_there_is_no_catalogue(empty_database: TestDatabase) -> None:
    expected = r"The database has no catalogue \(relation .* does not exist\); .* Run `migrate`\."
    with pytest.raises(RecordError, match=expected), snapshot(empty_database.database):
        pass
    with pytest.raises(RecordError, match=expected), merging(empty_database.database):
        pass
