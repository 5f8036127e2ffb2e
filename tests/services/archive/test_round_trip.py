from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.archive.conftest import Run, empty, fill, rows, without_time
from tests.services.databases import TestDatabase
from video_catalog.metadata import PROBE_VERSION
from video_catalog.store import video_id


@pytest.mark.parametrize("name", ["catalog.jsonl", "catalog.jsonl.gz"])
def test_brings_back_the_same_catalogue(
    database: TestDatabase,
    other: TestDatabase,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    name: str,
) -> None:
    fill(database)
    first, second = tmp_path / name, tmp_path / f"second-{name}"
    assert run(database, "export", first) == 0
    assert capsys.readouterr() == ("", f"{first}: 3 videos, 1 deleted objects\n")
    assert run(other, "import", first) == 0
    assert capsys.readouterr() == ("3 new, 0 changed, 0 removed, 0 kept\n", "")
    assert rows(other) == rows(database)
    assert run(other, "export", second) == 0
    contents = [each.read_bytes() for each in (first, second)]
    if name.endswith(".gz"):
        contents = [gzip.decompress(each) for each in contents]
    assert without_time(contents[0]) == without_time(contents[1])
    assert {path.name for path in tmp_path.iterdir()} == {name, f"second-{name}"}


def test_writes_json_lines(database: TestDatabase, run: Run, tmp_path: Path) -> None:
    fill(database)
    archive = tmp_path / "catalog.jsonl"
    assert run(database, "export", archive) == 0
    header, first, *_, end = map(json.loads, archive.read_text().splitlines())
    assert {name: header["header"][name] for name in ("format", "version", "probe_version")} == {
        "format": "video-catalog",
        "version": 1,
        "probe_version": PROBE_VERSION,
    }
    assert first["record"]["newest_event"]["key"] == "a.mp4"
    assert first["record"]["video"]["probe"]["tags"] == {"title": "夕焼け"}
    assert first["record"]["popularity"]["score"] == 12345.678901234567
    assert end["end"] == {"records": 4}


# Of what PostgreSQL can hold, more than the probe ever writes.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBER = st.one_of(
    st.integers(-(10**300), 10**300),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda each: _Number(f"{each:f}")),
)
PROBE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
DEEP = st.builds(lambda depth: json.loads("[" * depth + "]" * depth), st.integers(1, 300))
FINITE = st.floats(allow_nan=False, allow_infinity=False)
MOMENT = st.datetimes().map(lambda each: f"{each.isoformat()}+00:00")
HEX = st.text("0123456789ABCDEF", max_size=20)


class _Number(str):
    """A number that Python's would round."""

    __slots__ = ()


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    if isinstance(value, dict):
        return (
            f"{{{', '.join(f'{json.dumps(key)}: {_json(each)}' for key, each in value.items())}}}"
        )
    return json.dumps(value)


OBJECT = st.fixed_dictionaries(
    {
        "bucket": TEXT.filter(lambda each: len(each) < 60),
        "key": TEXT,
        "sequencer": HEX,
        "deleted_versions": st.lists(TEXT, max_size=3),
        "version_id": st.none() | TEXT,
        "etag": st.none() | TEXT,
        "size": st.none() | st.integers(-(2**63), 2**63 - 1),
        "error": st.none() | TEXT,
        "probe_version": st.integers(-(2**31), 2**31 - 1),
        "container": st.none() | TEXT,
        "width": st.none() | st.integers(-(2**31), 2**31 - 1),
        "frame_rate": st.none() | FINITE,
        "duration": st.none() | FINITE,
        "probe": st.none() | (PROBE | DEEP).map(_json).filter(lambda each: each != "null"),
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "has_video": st.booleans(),
        "score": st.none() | FINITE,
    }
)


def insert(database: TestDatabase, found: dict[str, Any]) -> None:
    identity = video_id(found["bucket"], found["key"])
    row = found | {
        "id": identity,
        "status": "refused" if found["probe"] is None else "probed",
        "reason": "not a video" if found["probe"] is None else None,
    }
    # A version that is deleted has no record.
    row["deleted_versions"] = [
        each for each in found["deleted_versions"] if each != found["version_id"]
    ]
    with database.administrator() as connection:
        connection.execute(
            "INSERT INTO newest_event VALUES (%(bucket)s, %(key)s, %(sequencer)s,"
            " %(deleted_versions)s)",
            row,
        )
        if not found["has_video"]:
            return
        names = [*row.keys() - {"deleted_versions", "has_video", "score"}]
        connection.execute(
            f"INSERT INTO video ({', '.join(names)})"  # noqa: S608 - our own names
            f" VALUES ({', '.join(f'%({name})s' for name in names)})",
            row,
        )
        if found["score"] is not None:
            connection.execute("INSERT INTO popularity VALUES (%(id)s, %(score)s)", row)


@given(catalogue=st.lists(OBJECT, max_size=5, unique_by=lambda each: (each["bucket"], each["key"])))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_brings_back_any_catalogue(
    database: TestDatabase,
    other: TestDatabase,
    run: Run,
    tmp_path: Path,
    catalogue: list[dict[str, Any]],
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for each in (database, other):
        empty(each)
    for found in catalogue:
        insert(database, found)
    assert run(database, "export", first, "--force") == 0
    assert run(other, "import", first) == 0
    assert rows(other) == rows(database)
    assert run(other, "export", second, "--force") == 0
    assert without_time(first.read_bytes()) == without_time(second.read_bytes())
