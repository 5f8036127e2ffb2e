"""The records as the worker writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Protocol, Self

from psycopg import sql
from psycopg.rows import dict_row

from video_catalog.errors import PermanentError
from video_catalog.events import UNVERSIONED, Event, Kind
from video_catalog.metadata import VideoMetadata
from video_catalog.names import ffmpeg_names
from video_catalog.store.columns import columns, has_container, storable
from video_catalog.store.connection import Database, answered, writing
from video_catalog.store.deletions import deletion, is_deleted
from video_catalog.store.identity import order, video_id

IS_DELETED: Final = is_deleted(
    "%(version_id)s::text", "%(sequencer)s", "newest_event.deleted_versions"
)

SETTLED: Final = f"""\
SELECT 1 FROM newest_event LEFT JOIN video USING (bucket, key)
WHERE newest_event.bucket = %(bucket)s AND newest_event.key = %(key)s
  AND (newest_event.sequencer > %(sequencer)s
       OR newest_event.sequencer = %(sequencer)s
          AND ({IS_DELETED} OR video.probe_version >= %(probe_version)s))"""  # noqa: S608 - made of constants

ADVANCE: Final = f"""\
INSERT INTO newest_event (bucket, key, sequencer)
VALUES (%(bucket)s, %(key)s, %(sequencer)s)
ON CONFLICT (bucket, key) DO UPDATE SET sequencer = excluded.sequencer
WHERE newest_event.sequencer <= excluded.sequencer
RETURNING {IS_DELETED} AS is_deleted"""  # noqa: S608 - likewise
"""Gives a row unless a newer event is known, and lets workers on one object wait in line."""

DELETED_VERSIONS: Final = 100
"""How many of an object are known: enough for those whose creation may still arrive."""

DELETE_VERSION: Final = """\
INSERT INTO newest_event (bucket, key, sequencer, deleted_versions)
VALUES (%(bucket)s, %(key)s, '', ARRAY[%(deletion)s])
ON CONFLICT (bucket, key) DO UPDATE SET
    deleted_versions = (excluded.deleted_versions || newest_event.deleted_versions)[:%(kept)s]"""

WRITTEN: Final = (
    "version_id", "etag", "sequencer", "size", "status", "reason", "error", "probe_version",
    "container", "codec", "hdr", "width", "height", "frame_rate", "duration", "probe",
)  # fmt: skip
NOTHING_PROBED: Final = dict.fromkeys(
    ("container", "codec", "hdr", "width", "height", "frame_rate", "duration", "probe")
)
NEWER_VERSION: Final = "video.sequencer < excluded.sequencer"
REPLACES_PROBED: Final = f"{NEWER_VERSION} OR video.probe_version <= excluded.probe_version"
REPLACES_REFUSED: Final = f"{NEWER_VERSION} OR video.status = 'refused'"
"""What was read once stays, though the object may have expired since."""


REMOVE: Final = "DELETE FROM video WHERE bucket = %(bucket)s AND key = %(key)s"

Replacing = Callable[[], None]
"""Is called before what replaces or removes a record is committed; it is not if this raises."""


def _write(replaces: str) -> str:
    names = ", ".join(WRITTEN)
    values = ", ".join(f"%({name})s" for name in WRITTEN)
    updates = ", ".join(f"{name} = excluded.{name}" for name in WRITTEN)
    return f"""\
WITH advanced AS ({ADVANCE}),
    removed AS ({REMOVE} AND (SELECT is_deleted FROM advanced) RETURNING id),
    written AS (
        INSERT INTO video (id, bucket, key, {names})
        SELECT %(id)s, %(bucket)s, %(key)s, {values} FROM advanced WHERE NOT is_deleted
        ON CONFLICT (bucket, key) DO UPDATE SET {updates}, updated_at = now()
        WHERE {replaces}
        RETURNING old.id AS replaced)
SELECT 1 FROM removed UNION ALL SELECT 1 FROM written WHERE replaced IS NOT NULL"""  # noqa: S608 - made of constants


RECORD: Final = _write(REPLACES_PROBED)
REFUSE: Final = _write(REPLACES_REFUSED)
REMOVE_VERSION: Final = f"""\
{REMOVE} AND version_id = %(version_id)s
    AND (version_id <> '{UNVERSIONED}' OR sequencer < %(sequencer)s)"""

MATCHING: Final = """\
SELECT id, bucket, key, version_id, etag, size, sequencer FROM video
WHERE {conditions} ORDER BY id LIMIT {limit}"""
MATCHING_BATCH: Final = 1000
OPERATORS: Final = ("<", "<=", "=", "!=", ">=", ">")
NAME_OPERATORS: Final = ("=", "!=")
"""Of a container, which has several names in no order."""


class Comparison(Protocol):
    """A column compared with a value."""

    @property
    def column(self) -> str:
        """Of the table of videos."""

    @property
    def operator(self) -> str:
        """As SQL writes it."""

    @property
    def value(self) -> int | str:
        """Of the column's type."""


class Catalog:
    """The records of videos, for several threads at once; used as a context.

    There is one record of an object, of its newest version. Every method raises UnavailableError
    where PostgreSQL does not answer, and has then changed nothing or all.
    """

    def __init__(self, database: Database, *, probe_version: int, threads: int) -> None:
        """Build the catalog; entering it starts to connect.

        Args:
            database: where.
            probe_version: of this software's probe; a higher one's records replace a lower one's.
            threads: how many use it at once.
        """
        self._pool = database.pool(threads)
        self._probe_version = probe_version

    def __enter__(self) -> Self:
        self._pool.open(wait=False)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def is_settled(self, event: Event) -> bool:
        """Whether the event is older than what is known, or done with by this probe's version.

        A creation that is newer is not, though its version was deleted: the record of the version
        before it has yet to be removed.
        """
        parameters = {**_object(event), "probe_version": self._probe_version}
        with answered(), self._pool.connection() as connection:
            return connection.execute(SETTLED, parameters).fetchone() is not None

    def record(
        self, event: Event, metadata: VideoMetadata, replacing: Replacing | None = None
    ) -> None:
        """Keep what a probe found, unless a newer event or a higher probe's record is known."""
        found = columns(metadata)
        probed = {"status": "probed", "reason": None, "error": None, **found}
        self._write(RECORD, {**self._version(event), **probed}, replacing)

    def refuse(
        self, event: Event, error: PermanentError, replacing: Replacing | None = None
    ) -> None:
        """Keep why there is nothing to find, unless a newer event, or a probe of it, is known."""
        refusal = {"status": "refused", "reason": error.reason.value, "error": storable(str(error))}
        self._write(REFUSE, {**self._version(event), **NOTHING_PROBED, **refusal}, replacing)

    def remove(self, event: Event, replacing: Replacing | None = None) -> None:
        """Remove the record, and know the deletion against older events that come later.

        A deletion of one version for good removes that version's record alone.
        """
        parameters = _object(event)
        with writing(self._pool) as connection, connection.transaction():
            if event.version_id is not None and not event.leaves_marker:
                known = deletion(event.version_id, order(event.sequencer))
                connection.execute(
                    DELETE_VERSION, parameters | {"deletion": known, "kept": DELETED_VERSIONS}
                )
                removed = connection.execute(REMOVE_VERSION, parameters).rowcount
            elif connection.execute(ADVANCE, parameters).fetchone():
                removed = connection.execute(REMOVE, parameters).rowcount
            else:
                removed = 0
            if removed and replacing:
                replacing()

    def matching(
        self, conditions: Sequence[Comparison], after: str | None
    ) -> Iterator[tuple[str, Event]]:
        """Ids that are after one, in their order, each with the event that it was recorded for.

        Args:
            conditions: what all must match.
            after: the id to go on after; `None` starts at the first.
        """
        while rows := self._matching(conditions, after):
            for row in rows:
                yield str(row["id"]), _event(row)
            after = str(rows[-1]["id"])

    def _matching(
        self, conditions: Sequence[Comparison], after: str | None
    ) -> list[dict[str, Any]]:
        tests = [_test(each) for each in conditions]
        if after is not None:
            tests.append(sql.SQL("id > {}::uuid").format(after))
        query = sql.SQL(MATCHING).format(
            conditions=sql.SQL(" AND ").join(tests) if tests else sql.SQL("true"),
            limit=MATCHING_BATCH,
        )
        with answered(), self._pool.connection() as connection:
            return connection.cursor(row_factory=dict_row).execute(query).fetchall()

    def _write(
        self, statement: str, parameters: Mapping[str, Any], replacing: Replacing | None
    ) -> None:
        with writing(self._pool) as connection, connection.transaction():
            if connection.execute(statement, parameters).fetchone() and replacing:
                replacing()

    def _version(self, event: Event) -> dict[str, Any]:
        return {
            **_object(event),
            "id": video_id(event.bucket, event.key),
            "etag": event.etag,
            "size": event.size,
            "probe_version": self._probe_version,
        }


def _test(comparison: Comparison) -> sql.Composed:
    column, operator, value = comparison.column, comparison.operator, comparison.value
    expected = NAME_OPERATORS if column == "container" else OPERATORS
    if operator not in expected:
        raise ValueError(f"{operator!r}: no operator of {column}; expected one of {expected}.")
    if column == "container":
        found = sql.SQL(has_container("{}")).format(ffmpeg_names(str(value)))
        return sql.SQL("NOT ({})" if operator == "!=" else "({})").format(found)
    if column == "codec":
        value = ffmpeg_names(str(value))
    return sql.SQL("{} {} {}").format(sql.Identifier(column), sql.SQL(operator), value)


def _object(event: Event) -> dict[str, Any]:
    return {
        "bucket": event.bucket,
        "key": event.key,
        "version_id": event.version_id,
        "sequencer": order(event.sequencer),
    }


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        kind=Kind.REPROCESS,
        bucket=row["bucket"],
        key=row["key"],
        version_id=row["version_id"],
        etag=row["etag"],
        size=row["size"],
        sequencer=row["sequencer"] or None,
    )
