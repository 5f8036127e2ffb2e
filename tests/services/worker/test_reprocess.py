from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pg8000.native
import pytest
from hypothesis import given, strategies as st

from local.servers import Emulator
from local.servers.postgres import PASSWORD, SUPERUSER, Postgres
from tests.services.worker.conftest import Queues
from video_catalog.errors import UnavailableError
from video_catalog.events import Event, Kind, parse
from video_catalog.worker.conditions import (
    COLUMNS,
    Condition,
    ConditionError,
    Operator,
    parse_conditions,
)
from video_catalog.worker.reprocess import reprocess

RUNBOOK = Path(__file__).parents[3] / "docs" / "runbook.md"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("probe_version < 3", [("probe_version", "<", 3)]),
        ("probe_version>=-1", [("probe_version", ">=", -1)]),
        ("status = 'refused'", [("status", "=", "refused")]),
        ("key != 'it''s; DROP TABLE'", [("key", "!=", "it's; DROP TABLE")]),
        ("key = ''", [("key", "=", "")]),
        (
            " status='probed'  AND probe_version <= 2 and codec = 'h264' ",
            [("status", "=", "probed"), ("probe_version", "<=", 2), ("codec", "=", "h264")],
        ),
        ("key = ' and ' and codec = 'and'", [("key", "=", " and "), ("codec", "=", "and")]),
        (
            "status = 'refused' and reason != 'gone'",
            [("status", "=", "refused"), ("reason", "!=", "gone")],
        ),
        (
            "status != 'refused' and container != 'mp4'",
            [("status", "!=", "refused"), ("container", "!=", "mp4")],
        ),
    ],
)
def test_reads_conditions(text: str, expected: list[tuple[str, str, object]]) -> None:
    found = [(each.column, each.operator, each.value) for each in parse_conditions(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'': no comparison; expected one like `probe_version < 3`"),
        ("probe_version", "'probe_version': no comparison"),
        ("probe_version < 3 and", "'': no comparison"),
        ("probe_version < 3 or 1", "'or 1': expected `and` or the end"),
        ("probe_version < 3; DROP TABLE videos", "'; DROP TABLE videos': expected `and`"),
        ("status = refused", "'status = refused': no comparison"),
        ("status = 'refused", '"status = \'refused": no comparison'),
        ("password = 'x'", "password: no such column; expected one of probe_version, status"),
        ("status = 3", "status: 3; expected a text in single quotes"),
        ("probe_version = '3'", "probe_version: '3'; expected a whole number"),
        ("probe_version < 3 andstatus = 'x'", "expected `and` or the end"),
        ("container < 'mp4'", "container < 'mp4': expected `=` or `!=` and one of its names"),
        ("container = ''", "container = '': expected `=` or `!=` and one of its names, as 'mp4'."),
        (
            "status = 'refused' and container = 'mxf'",
            "status and container: no video matches both; what is refused has no container and",
        ),
        ("codec = 'h264' and status = 'refused'", "codec and status: no video matches both"),
        ("reason = 'too large' and codec = 'h264'", "reason and codec: no video matches both"),
        ("status = 'probed' and reason = 'gone'", "status and reason: no video matches both"),
        ("status = 'probed' and status = 'refused'", "no video matches both"),
    ],
)
def test_says_what_is_no_condition(text: str, says: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse_conditions(text)
    assert says in str(error.value)


def test_reads_the_conditions_of_the_runbook() -> None:
    examples = re.findall(r'reprocess --where "([^"]+)"', RUNBOOK.read_text())
    assert examples
    assert all(map(parse_conditions, examples))


OPERATORS: tuple[Operator, ...] = ("<", "<=", "=", "!=", ">=", ">")


# Any of them may be joined.
OF_PROBED = sorted(COLUMNS.keys() - {"status", "reason"})
OF_REFUSED = sorted(COLUMNS.keys() - {"status", "container", "codec"})


@st.composite
def conditions(draw: st.DrawFn, columns: Sequence[str]) -> Condition:
    column = draw(st.sampled_from(columns))
    is_container = column == "container"
    operator = draw(st.sampled_from(("=", "!=") if is_container else OPERATORS))
    value: int | str = (
        draw(st.integers(-(10**18) + 1, 10**18 - 1))
        if COLUMNS[column] is int
        else draw(st.text(min_size=is_container))
    )
    return Condition(column=column, operator=operator, value=value)


def written(condition: Condition) -> str:
    value = condition.value
    quoted = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    return f"{condition.column} {condition.operator} {quoted}"


@given(
    expected=st.sampled_from([OF_PROBED, OF_REFUSED]).flatmap(
        lambda columns: st.lists(conditions(columns), min_size=1, max_size=4)
    )
)
def test_reads_what_is_written(expected: list[Condition]) -> None:
    assert list(parse_conditions(" and ".join(map(written, expected)))) == expected


@given(text=st.text())
def test_ends_in_conditions_or_an_error(text: str) -> None:
    try:
        assert parse_conditions(text)
    except ConditionError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right


class TableRecords:
    """A table of videos, by the contract of `Records`."""

    def __init__(self, server: Postgres) -> None:
        self._connection = pg8000.native.Connection(
            SUPERUSER, password=PASSWORD, host=server.host, port=server.port, database="postgres"
        )
        self._connection.run(
            "CREATE TEMPORARY TABLE records (id text, key text, probe_version int)"
        )
        self._connection.run(
            "INSERT INTO records "
            "SELECT to_char(n, 'FM0000'), n || '.mp4', n % 3 FROM generate_series(1, 100) n"
        )

    def close(self) -> None:
        self._connection.close()

    def matching(
        self, conditions: Sequence[Condition], after: str | None
    ) -> Iterator[tuple[str, Event]]:
        where = " AND ".join(
            f"{each.column} {each.operator} :value{number}"
            for number, each in enumerate(conditions)
        )
        rows = self._connection.run(
            f"SELECT id, key FROM records WHERE id > :after AND {where} ORDER BY id",  # noqa: S608 - columns and operators are checked
            after=after or "",
            **{f"value{number}": each.value for number, each in enumerate(conditions)},
        )
        for identity, key in rows:
            yield identity, Event(kind=Kind.CREATED, bucket="ingest", key=key, version_id="v")


@pytest.fixture
def records(postgres: Postgres) -> Iterator[TableRecords]:
    with closing(TableRecords(postgres)) as records:
        yield records


def sent(queues: Queues) -> list[Event]:
    found = []
    while messages := queues.main.receive(wait_seconds=0, visibility_seconds=60, maximum=10):
        found += [parse(message.body) for message in messages]
    return found


OLD = parse_conditions("probe_version < 2")


def test_asks_for_each_that_matches(records: TableRecords, queues: Queues) -> None:
    assert len(list(reprocess(records, queues.main, OLD))) == 7
    events = sent(queues)
    assert {event.key for event in events} == {f"{n}.mp4" for n in range(1, 101) if n % 3 < 2}
    assert len(events) == 67
    assert {(event.kind, event.version_id) for event in events} == {(Kind.REPROCESS, "v")}


def test_goes_on_from_where_it_stopped(records: TableRecords, queues: Queues) -> None:
    stopped_after = next(iter(reprocess(records, queues.main, OLD)))[-1]
    list(reprocess(records, queues.main, OLD, stopped_after))
    keys = [event.key for event in sent(queues)]
    assert len(keys) == len(set(keys)) == 67


def test_tells_how_far_it_came_when_the_queue_goes(
    records: TableRecords, queues: Queues, aws: Emulator
) -> None:
    run = reprocess(records, queues.main, OLD)
    first = next(run)
    aws.stop()
    try:
        with pytest.raises(UnavailableError):
            next(run)
    finally:
        aws.start()
    assert first[-1] == "0015"
