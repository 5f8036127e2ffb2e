"""The records as an archive reads them, and as it brings them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import Connection, IsolationLevel

from video_catalog.store.catalog import (
    DELETED_VERSIONS,
    NEWER_VERSION,
    REPLACES_PROBED,
    REPLACES_REFUSED,
    WRITTEN,
)
from video_catalog.store.connection import Database, answered
from video_catalog.store.deletions import is_deleted

STATEMENT_SECONDS: Final = 3600
"""One statement may go through the whole catalogue."""

UNFIT: Final = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded)
"""What PostgreSQL says of a record that the catalogue can't hold."""

ROWS: Final = 50
"""Fetched at once: few, since one may have megabytes."""

COUNT: Final = "SELECT (SELECT count(*) FROM newest_event), (SELECT count(*) FROM video)"

# Whole rows, written and read by PostgreSQL itself: nothing is rounded, and a column that a
# migration adds is not forgotten.
RECORDS: Final = """\
SELECT json_build_object(
    'newest_event', row_to_json(newest_event),
    'video', row_to_json(video),
    'popularity', row_to_json(popularity))::text
FROM newest_event LEFT JOIN video USING (bucket, key) LEFT JOIN popularity USING (id)
ORDER BY bucket, key"""

PREPARE: Final = (
    "CREATE TEMPORARY TABLE staged_event (LIKE newest_event, PRIMARY KEY (bucket, key))",
    "CREATE TEMPORARY TABLE staged_video (LIKE video INCLUDING CONSTRAINTS, UNIQUE (bucket, key))",
    "CREATE TEMPORARY TABLE staged_popularity (LIKE popularity)",
    "CREATE TEMPORARY TABLE written (bucket text, key text, outcome text)",
)

# Binary, since the text of an array has each of its quotes escaped.
STAGE: Final = """\
WITH line AS (SELECT given::json AS record FROM unnest(%b::text[]) AS given),
    events AS (
        INSERT INTO staged_event SELECT found.*
        FROM line, json_populate_record(NULL::newest_event, record -> 'newest_event') AS found),
    scores AS (
        INSERT INTO staged_popularity SELECT found.*
        FROM line, json_populate_record(NULL::popularity, record -> 'popularity') AS found
        WHERE json_typeof(record -> 'popularity') <> 'null')
INSERT INTO staged_video SELECT found.*
FROM line, json_populate_record(NULL::video, record -> 'video') AS found
WHERE json_typeof(record -> 'video') <> 'null'"""

# In the order of keys, so that two that import at once can't wait for each other.
ADVANCE: Final = f"""\
INSERT INTO newest_event SELECT * FROM staged_event ORDER BY bucket, key
ON CONFLICT (bucket, key) DO UPDATE SET
    sequencer = greatest(newest_event.sequencer, excluded.sequencer),
    deleted_versions = (newest_event.deleted_versions || ARRAY(
        SELECT version FROM unnest(excluded.deleted_versions)
            WITH ORDINALITY AS each (version, place)
        WHERE version <> ALL (newest_event.deleted_versions) ORDER BY place
    ))[:{DELETED_VERSIONS}]
WHERE newest_event.sequencer < excluded.sequencer
    OR NOT excluded.deleted_versions <@ newest_event.deleted_versions"""  # noqa: S608 - made of constants

COUNT_STAGED: Final = "SELECT count(*) FROM staged_video"


def _is_deleted(table: str) -> str:
    return is_deleted(f"{table}.version_id", f"{table}.sequencer", "newest_event.deleted_versions")


DROP_OUTDATED: Final = f"""\
DELETE FROM staged_video USING newest_event, staged_event
WHERE (staged_video.bucket, staged_video.key) = (newest_event.bucket, newest_event.key)
    AND (staged_video.bucket, staged_video.key) = (staged_event.bucket, staged_event.key)
    AND (staged_event.sequencer < newest_event.sequencer
        OR {_is_deleted("staged_video")})"""  # noqa: S608 - made of constants

REMOVE: Final = f"""\
WITH removed AS (
    DELETE FROM video USING newest_event, staged_event
    WHERE (video.bucket, video.key) = (newest_event.bucket, newest_event.key)
        AND (video.bucket, video.key) = (staged_event.bucket, staged_event.key)
        AND ({_is_deleted("video")}
            OR video.sequencer < staged_event.sequencer)
        AND NOT EXISTS (
            SELECT FROM staged_video WHERE (bucket, key) = (video.bucket, video.key))
    RETURNING video.bucket, video.key)
INSERT INTO written SELECT bucket, key, 'removed' FROM removed"""  # noqa: S608 - likewise

# As a worker's write replaces a record; of two by the same probe, the later one stays.
RECORD: Final = f"""\
WITH recorded AS (
    INSERT INTO video SELECT * FROM staged_video ORDER BY bucket, key
    ON CONFLICT (bucket, key) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in WRITTEN)},
        updated_at = excluded.updated_at
    WHERE CASE excluded.status WHEN 'probed' THEN {REPLACES_PROBED} ELSE {REPLACES_REFUSED} END
        AND ({NEWER_VERSION} OR video.status <> excluded.status
            OR (video.probe_version, video.updated_at)
                < (excluded.probe_version, excluded.updated_at))
    RETURNING bucket, key)
INSERT INTO written SELECT bucket, key, CASE WHEN video.id IS NULL THEN 'new' ELSE 'changed' END
FROM recorded LEFT JOIN video USING (bucket, key)"""  # noqa: S608 - made of constants

# The order is that in which the API counts.
ADD_POPULARITY: Final = """\
INSERT INTO popularity SELECT staged_popularity.* FROM staged_popularity JOIN video USING (id)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET score = excluded.score WHERE popularity.score < excluded.score"""

OUTCOMES: Final = "SELECT outcome, count(*) FROM written GROUP BY outcome"
OBJECTS_WRITTEN: Final = "SELECT bucket, key FROM written"
OBJECTS: Final = 1000
"""Written ones, fetched at once."""


class RecordError(ValueError):
    """A record that no export wrote, or a database without a catalogue; the message is one line."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The catalogue at one moment.

    Attributes:
        objects: how many are known, deleted ones too.
        videos: how many have a record.
        records: of each object as JSON: the rows of `newest_event`, `video` and `popularity`,
            null where there is none.
    """

    objects: int
    videos: int
    records: Iterator[str]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a merge did to the catalogue's videos.

    Attributes:
        new: they had no record.
        changed: theirs was older.
        removed: the archive knows a newer deletion.
        kept: theirs was as new or newer, or they were deleted since.
    """

    new: int
    changed: int
    removed: int
    kept: int


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """The catalogue as it is now, whatever is written meanwhile.

    Raises:
        RecordError: the schema is not there.
        UnavailableError: PostgreSQL does not answer, or no more.
    """
    with _connection(database) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _configure(connection)
        objects, videos = connection.execute(COUNT).fetchone() or (0, 0)
        yield Snapshot(objects=objects, videos=videos, records=_records(connection))


def _records(connection: Connection[Any]) -> Iterator[str]:
    with connection.cursor("records") as cursor:
        cursor.itersize = ROWS
        for (record,) in cursor.execute(RECORDS):
            yield record


@contextmanager
def merging(database: Database) -> Iterator[Merge]:
    """A merge, of which nothing stays unless it is committed.

    Raises:
        RecordError: the schema is not there.
        UnavailableError: PostgreSQL does not answer, or no more.
    """
    with _connection(database) as connection:
        _configure(connection)
        for statement in PREPARE:
            connection.execute(statement)
        yield Merge(connection)


class Merge:
    """Brings an archive's records into the catalogue, all or none.

    What the catalogue knows is only replaced by what is newer, as by a worker's events.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def stage(self, records: Sequence[str]) -> None:
        """Take records as JSON, beside the catalogue.

        Raises:
            RecordError: one is no such record, or is there already; none of these was taken.
        """
        try:
            with self._connection.transaction():
                self._connection.execute(STAGE, (list(records),))
        except UNFIT as error:
            raise RecordError(" ".join(str(error).split())) from error

    def apply(self) -> Outcome:
        """Write what was taken; others see it once it is committed.

        Raises:
            RecordError: records contradict each other, or the catalogue.
        """
        (staged,) = self._connection.execute(COUNT_STAGED).fetchone() or (0,)
        try:
            for statement in (ADVANCE, DROP_OUTDATED, REMOVE, RECORD, ADD_POPULARITY):
                self._connection.execute(statement)
        except UNFIT as error:
            raise RecordError(" ".join(str(error).split())) from error
        found = dict(self._connection.execute(OUTCOMES).fetchall())
        new, changed = found.get("new", 0), found.get("changed", 0)
        return Outcome(
            new=new,
            changed=changed,
            removed=found.get("removed", 0),
            kept=staged - new - changed,
        )

    def written(self) -> Iterator[list[tuple[str, str]]]:
        """Buckets and keys of the videos that `apply` wrote, some at a time."""
        with self._connection.cursor("written") as cursor:
            cursor.execute(OBJECTS_WRITTEN)
            while found := cursor.fetchmany(OBJECTS):
                yield found

    def commit(self) -> None:
        """Let others see it."""
        self._connection.commit()


@contextmanager
def _connection(database: Database) -> Iterator[Connection[Any]]:
    # Closed without a commit, it leaves nothing.
    with answered(), closing(database.connect(autocommit=False)) as connection:
        try:
            yield connection
        except psycopg.errors.UndefinedTable as error:
            raise RecordError(
                f"The database has no catalogue ({error.diag.message_primary}); expected its "
                "schema. Run `migrate`."
            ) from error


def _configure(connection: Connection[Any]) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
