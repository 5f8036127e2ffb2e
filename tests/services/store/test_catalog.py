from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.databases import TestDatabase
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.errors import PermanentError, Reason, UnavailableError
from video_catalog.events import Event, Kind
from video_catalog.metadata import VideoMetadata
from video_catalog.store import Catalog, video_id
from video_catalog.store.columns import storable

REFUSED = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: no stream of pictures; expected a video.")
UNREADABLE = PermanentError(Reason.NOT_READABLE, "a.mp4: gone; expected an object.")


@pytest.fixture
def older_catalog(database: TestDatabase) -> Iterator[Catalog]:
    """Of workers whose probe is a version behind."""
    with Catalog(database.database, probe_version=1, threads=4) as each:
        yield each


def rows(database: TestDatabase, names: str = "key, version_id, status") -> list[tuple[Any, ...]]:
    with database.administrator() as connection:
        return connection.execute(f"SELECT {names} FROM video ORDER BY key").fetchall()  # noqa: S608 - our own columns


def test_keeps_what_a_probe_found(catalog: Catalog, database: TestDatabase) -> None:
    catalog.record(CREATED, METADATA)
    (row,) = rows(
        database,
        "id, bucket, key, version_id, etag, size, status, reason, error, probe_version, container,"
        " codec, hdr, width, height, frame_rate, duration, probe",
    )
    *typed, probe = row
    assert typed == [
        video_id("ingest", "a.mp4"), "ingest", "a.mp4", "v1", "e1", 1000, "probed", None, None, 2,
        "mov,mp4,m4a,3gp,3g2,mj2", "hevc", "HLG", 3840, 2160, 30000 / 1001, 12.5,
    ]  # fmt: skip
    assert probe["video"][0]["average_frame_rate"] == "30000/1001"
    assert probe["tags"] == {"title": "夕焼け"}


def test_keeps_why_there_is_nothing_to_find(catalog: Catalog, database: TestDatabase) -> None:
    catalog.refuse(CREATED, REFUSED)
    assert rows(database, "status, reason, error, codec, probe") == [
        ("refused", "not a video", str(REFUSED), None, None)
    ]


def test_takes_no_record_that_is_too_large_for_a_server_that_is_away(
    catalog: Catalog, database: TestDatabase
) -> None:
    """Whoever waits for a server would wait for ever."""
    (stream,) = METADATA.video
    # Random, or PostgreSQL compresses it.
    huge = replace(METADATA, video=(replace(stream, codec=Random(1).randbytes(9000).hex()),))  # noqa: S311 - no secret
    with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="index row"):
        catalog.record(CREATED, huge)
    assert rows(database) == []


@pytest.mark.parametrize(
    ("before", "write", "replaces"),
    [
        pytest.param([], ("record", CREATED, METADATA), False, id="new"),
        pytest.param([], ("refuse", CREATED, REFUSED), False, id="new, refused"),
        pytest.param([], ("remove", deleted("2")), False, id="nothing to remove"),
        pytest.param([CREATED], ("record", CREATED, METADATA), True, id="again"),
        pytest.param([CREATED], ("record", created("2"), METADATA), True, id="newer"),
        pytest.param([created("2")], ("record", CREATED, METADATA), False, id="older"),
        pytest.param([CREATED], ("refuse", created("2"), REFUSED), True, id="newer, refused"),
        pytest.param([CREATED], ("refuse", CREATED, REFUSED), False, id="probed, then refused"),
        pytest.param([CREATED], ("remove", deleted("2")), True, id="removed"),
        pytest.param([created("3")], ("remove", deleted("2")), False, id="an older removal"),
        pytest.param([CREATED], ("remove", deleted("3", "v1")), True, id="its version removed"),
        pytest.param([created("2")], ("remove", deleted("3", "v1")), False, id="another's removed"),
        pytest.param(
            [CREATED, deleted("5", "v2")],
            ("record", created("2"), METADATA),
            True,
            id="hidden by one that was removed",
        ),
    ],
)
def test_tells_before_it_replaces(
    catalog: Catalog,
    database: TestDatabase,
    before: list[Event],
    write: tuple[Any, ...],
    *,
    replaces: bool,
) -> None:
    """Whoever reads meanwhile still finds the old record, and nothing changes if it fails."""
    for event in before:
        if event.kind is Kind.DELETED:
            catalog.remove(event)
        else:
            catalog.record(event, METADATA)
    old = rows(database)
    seen = []

    def look() -> None:
        seen.append(rows(database))
        raise UnavailableError("Redis: away")

    method, *arguments = write
    with suppress(UnavailableError):
        getattr(catalog, method)(*arguments, look)
    assert seen == ([old] if replaces else [])
    if replaces:
        assert rows(database) == old
        getattr(catalog, method)(*arguments, seen.clear)
        assert seen == []


# What arrives, in that order, and what is recorded then: the version's id and the status.
HISTORIES = [
    pytest.param([created("1")], ("v1", "probed"), id="created"),
    pytest.param([created("1")] * 3, ("v1", "probed"), id="created, delivered again"),
    pytest.param([created("1"), created("2")], ("v2", "probed"), id="replaced"),
    pytest.param([created("2"), created("1")], ("v2", "probed"), id="older arrives later"),
    pytest.param([created("9"), created("A1")], ("vA1", "probed"), id="longer and newer"),
    pytest.param([created("91"), created("9")], ("v91", "probed"), id="shorter and older"),
    pytest.param([created("1"), deleted("2")], None, id="deleted"),
    pytest.param([deleted("2"), created("1")], None, id="deletion arrives first"),
    pytest.param([created("1"), deleted("2"), created("1")], None, id="created again after it"),
    pytest.param([created("1"), deleted("2"), created("3")], ("v3", "probed"), id="uploaded anew"),
    pytest.param([created("3"), deleted("2")], ("v3", "probed"), id="older deletion"),
    pytest.param(
        [created("1"), deleted("2", version_id="v1")], None, id="its version deleted for good"
    ),
    pytest.param(
        [created("1"), deleted("2", version_id="v1"), created("1")],
        None,
        id="its version deleted for good, created again",
    ),
    pytest.param(
        [created("2"), deleted("3", version_id="v1")],
        ("v2", "probed"),
        id="an older version deleted for good",
    ),
    pytest.param(
        [deleted("3", version_id="v1"), created("2")],
        ("v2", "probed"),
        id="an older version deleted for good, first",
    ),
    pytest.param(
        [deleted("3", version_id="v2"), created("2")],
        None,
        id="its version deleted for good, before it was created",
    ),
    pytest.param(
        [created("1"), deleted("3", version_id="v2"), created("2")],
        None,
        id="the newest version deleted for good, before it was created",
    ),
    pytest.param(
        [created("1"), created("2"), deleted("3", version_id="v2")],
        None,
        id="the newest version deleted for good: the older is current, and not recorded",
    ),
    pytest.param(
        [created("1"), deleted("2"), deleted("3", version_id="marker2")],
        None,
        id="marker deleted for good: the older is current, and not recorded",
    ),
    pytest.param(
        [created("1"), deleted("2"), deleted("3", version_id="marker2"), created("4")],
        ("v4", "probed"),
        id="marker deleted for good, then copied onto itself",
    ),
    pytest.param(
        [created("1"), deleted("3", version_id="v1"), created("2")],
        ("v2", "probed"),
        id="an older version deleted for good, before the newer arrives",
    ),
    pytest.param(
        [created("1", "null"), deleted("2", version_id="null")], None, id="null deleted for good"
    ),
    pytest.param(
        [deleted("2", version_id="null"), created("1", "null")],
        None,
        id="null deleted for good, first",
    ),
    pytest.param(
        [created("1", "null"), deleted("2", version_id="null"), created("3", "null")],
        ("null", "probed"),
        id="null deleted for good, uploaded anew",
    ),
    pytest.param(
        [created("3", "null"), deleted("2", version_id="null"), created("1", "null")],
        ("null", "probed"),
        id="null deleted for good, arriving after it was uploaded anew",
    ),
    pytest.param(
        [created("1", "null"), created("2"), deleted("3", version_id="null")],
        ("v2", "probed"),
        id="an older null deleted for good",
    ),
    pytest.param(
        [created("1", "null"), deleted("3", version_id="null"), created("2")],
        ("v2", "probed"),
        id="an older null deleted for good, before the newer arrives",
    ),
    pytest.param(
        [
            created("1"),
            replace(deleted("2"), version_id="null"),
            deleted("3", version_id="null"),
            created("4", "null"),
        ],
        ("null", "probed"),
        id="a null marker deleted for good, uploaded anew",
    ),
    pytest.param([replace(created("1"), sequencer=None)], ("v1", "probed"), id="no sequencer"),
    pytest.param(
        [created("2"), replace(created("3"), sequencer=None)],
        ("v2", "probed"),
        id="no sequencer is older",
    ),
]


@pytest.mark.parametrize(("events", "expected"), HISTORIES)
def test_ends_with_the_newest(
    catalog: Catalog,
    database: TestDatabase,
    events: list[Event],
    expected: tuple[str, str] | None,
) -> None:
    for event in events:
        apply(catalog, event)
    assert rows(database, "version_id, status") == ([expected] if expected else [])


VERSIONS = st.sampled_from(["v1", "v2", "null"])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """What happens to an object, in its order: of versions, `null` alone can be created twice."""
    history: list[Event] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        version_id, sequencer = draw(VERSIONS), str(number)
        choices = [deleted(sequencer), deleted(sequencer, version_id)]
        # An upload that is deleted again is what the order matters to most.
        choices += [
            deleted(sequencer, each.version_id)
            for each in history[-1:]
            if each.kind is Kind.CREATED
        ]
        if version_id == "null" or version_id not in {each.version_id for each in history}:
            choices += 2 * [created(sequencer, version_id)]
        history.append(draw(st.sampled_from(choices)))
    return history


def recorded(history: list[Event]) -> str | None:
    """The version that is recorded in the end; one that comes back is not."""
    version_id: str | None = None
    for event in history:
        if event.kind is Kind.CREATED:
            version_id = event.version_id
        elif event.leaves_marker or event.version_id == version_id:
            version_id = None
    return version_id


@given(history=histories(), data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ends_the_same_in_any_order(
    catalog: Catalog, database: TestDatabase, history: list[Event], data: st.DataObject
) -> None:
    with database.administrator() as connection:
        connection.execute("TRUNCATE video, newest_event CASCADE")
    for event in data.draw(st.permutations([*history, *history])):
        apply(catalog, event)
    version_id = recorded(history)
    assert rows(database, "version_id") == ([(version_id,)] if version_id else [])


def test_makes_one_row_of_many_deliveries_at_once(catalog: Catalog, database: TestDatabase) -> None:
    events = [created(str(number % 5 + 1)) for number in range(50)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda event: catalog.record(event, METADATA), events))
    assert rows(database) == [("a.mp4", "v5", "probed")]


def test_deletes_though_a_record_is_written_at_once(
    catalog: Catalog, database: TestDatabase
) -> None:
    def race(number: int) -> None:
        key = f"{number // 2}.mp4"
        event = created("1") if number % 2 else deleted("2")
        apply(catalog, replace(event, key=key))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(race, range(100)))
    assert rows(database) == []


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("older", "newer"), id="a higher probe replaces a lower one's"),
        pytest.param(("newer", "older"), id="a lower probe replaces no higher one's"),
    ],
)
def test_keeps_the_record_of_the_highest_probe(
    catalog: Catalog,
    older_catalog: Catalog,
    database: TestDatabase,
    names: tuple[str, str],
) -> None:
    catalogs = {"older": older_catalog, "newer": catalog}
    for name in names:
        catalogs[name].record(CREATED, METADATA)
    assert rows(database, "status, probe_version") == [("probed", 2)]


def test_keeps_what_was_read_though_the_object_has_gone(
    catalog: Catalog, older_catalog: Catalog, database: TestDatabase
) -> None:
    older_catalog.record(CREATED, METADATA)
    catalog.refuse(replace(CREATED, kind=Kind.REPROCESS), UNREADABLE)
    assert rows(database, "status, probe_version") == [("probed", 1)]


def test_replaces_a_refusal_by_a_probe(catalog: Catalog, database: TestDatabase) -> None:
    catalog.refuse(CREATED, REFUSED)
    catalog.record(CREATED, METADATA)
    assert rows(database, "status, reason, error") == [("probed", None, None)]


@pytest.mark.parametrize(
    ("known", "event", "expected"),
    [
        pytest.param([], created("1"), False, id="nothing known"),
        pytest.param([created("1")], created("1"), True, id="delivered again"),
        pytest.param([created("2")], created("1"), True, id="older"),
        pytest.param([created("1")], created("2"), False, id="newer"),
        pytest.param([deleted("2")], created("1"), True, id="deleted since"),
        pytest.param(
            [created("1"), deleted("2", version_id="v1")],
            created("1"),
            True,
            id="deleted for good since",
        ),
        pytest.param(
            [deleted("2", version_id="v1")],
            created("1"),
            False,
            id="deleted for good, and yet to replace what was there before",
        ),
        pytest.param(
            [deleted("2", version_id="v1"), created("1")],
            created("1"),
            True,
            id="deleted for good, and has replaced it",
        ),
        pytest.param(
            [deleted("2", version_id="null"), created("1", "null")],
            created("1", "null"),
            True,
            id="null deleted since",
        ),
        pytest.param(
            [deleted("2", version_id="null")],
            created("3", "null"),
            False,
            id="null uploaded anew",
        ),
    ],
)
def test_tells_what_is_settled(
    catalog: Catalog, known: list[Event], event: Event, *, expected: bool
) -> None:
    for each in known:
        apply(catalog, each)
    assert catalog.is_settled(event) is expected


def test_does_not_settle_for_an_older_probe(catalog: Catalog, older_catalog: Catalog) -> None:
    older_catalog.record(CREATED, METADATA)
    assert older_catalog.is_settled(CREATED)
    assert not catalog.is_settled(CREATED)


def test_keeps_the_order_of_first_records(catalog: Catalog, database: TestDatabase) -> None:
    for name in ("b", "a", "c"):
        catalog.record(replace(CREATED, key=name), METADATA)
    before = rows(database, "key, created_at")
    catalog.record(replace(created("2"), key="b"), METADATA)
    assert rows(database, "key, created_at") == before
    assert [key for key, _ in sorted(before, key=lambda row: row[1])] == ["b", "a", "c"]


ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""With U+0000 and lone surrogates."""


@given(tags=st.dictionaries(ANY_TEXT, ANY_TEXT))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_takes_any_text(catalog: Catalog, database: TestDatabase, tags: dict[str, str]) -> None:
    catalog.record(CREATED, replace(METADATA, tags=tags))
    ((found,),) = rows(database, "probe -> 'tags'")
    assert found == storable(tags)


def apply(catalog: Catalog, event: Event, metadata: VideoMetadata = METADATA) -> None:
    """As the worker does."""
    if event.kind is Kind.DELETED:
        catalog.remove(event)
    elif not catalog.is_settled(event):
        catalog.record(event, metadata)
