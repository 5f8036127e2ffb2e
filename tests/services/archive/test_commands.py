from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from local.servers import Emulator, free_port
from tests.services.archive.conftest import Run, fill, rows
from tests.services.databases import TestDatabase
from tests.services.valkey import Valkey
from tests.services.videos import CREATED, METADATA, created
from video_catalog.__main__ import main
from video_catalog.archive import lines
from video_catalog.archive.files import Write
from video_catalog.archive.import_command import BATCH
from video_catalog.cache import CacheWriter, Withheld, entry
from video_catalog.events import Event
from video_catalog.store import Catalog, video_id

SERVICES = Path(__file__).parents[3] / "services"
LONGEST_SECONDS: Final = 60
"""How long a test waits for what must come."""

KEY = entry.key(video_id(CREATED.bucket, CREATED.key))


@pytest.fixture
def archive(database: TestDatabase, run: Run, tmp_path: Path) -> Path:
    """Of four objects."""
    fill(database)
    path = tmp_path / "catalog.jsonl"
    assert run(database, "export", path) == 0
    return path


def _insert(database: TestDatabase, count: int) -> None:
    """Deleted objects."""
    with database.administrator() as connection:
        connection.execute(
            "INSERT INTO newest_event"
            " SELECT 'b', number::text, '1' FROM generate_series(1, %s) AS number",
            (count,),
        )


def test_reads_and_writes_standard_streams(
    database: TestDatabase, other: TestDatabase, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    pipe = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(pipe, write_through=True))
        assert run(database, "export", "-") == 0
        exported = pipe.getvalue()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(exported)))
        assert run(other, "import", "-") == 0
    assert rows(other) == rows(database)


@pytest.fixture
def bucket(aws: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a client of AWS
    """S3 with a bucket `archives`, and a directory for what is on its way."""
    monkeypatch.setenv("SCRATCH_DIRECTORY", str(tmp_path))
    client = aws.client("s3")
    client.create_bucket(
        Bucket="archives",
        CreateBucketConfiguration={"LocationConstraint": client.meta.region_name},
    )
    return client


@pytest.mark.parametrize("name", ["catalog.jsonl", "catalog.jsonl.gz"])
def test_keeps_archives_as_objects(
    database: TestDatabase,
    other: TestDatabase,
    run: Run,
    tmp_path: Path,
    bucket: Any,  # noqa: ANN401 - a client of AWS
    *,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    fill(database)
    url = f"s3://archives/exports/{name}"
    assert run(database, "export", url) == 0
    first = bucket.get_object(Bucket="archives", Key=f"exports/{name}")["ETag"]
    assert run(other, "import", url) == 0
    assert rows(other) == rows(database)
    capsys.readouterr()
    assert run(database, "export", url) == 1
    expected = f"{url}: It is there; expected none of that name. Replace it by --force.\n"
    assert capsys.readouterr().err == expected
    assert bucket.get_object(Bucket="archives", Key=f"exports/{name}")["ETag"] == first
    assert run(database, "export", "--force", url) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("import", "s3://archives/none"),
        ("import", "s3://none/none"),
        ("export", "s3://none/catalog.jsonl"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_tells_what_is_wrong_with_the_object(
    database: TestDatabase, run: Run, capsys: pytest.CaptureFixture[str], *, command: str, url: str
) -> None:
    assert run(database, command, url) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(
        rf"{url}: S3: An error occurred .*; expected an object that can be used\.\n", said
    )


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("command", ["export", "import"])
def test_says_that_s3_is_away(
    database: TestDatabase,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    command: str,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    assert run(database, command, "s3://archives/catalog.jsonl") == 3
    assert capsys.readouterr().err.startswith("S3: Could not connect ")


def test_replaces_no_file_unasked(
    database: TestDatabase, run: Run, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.write_text("precious")
    capsys.readouterr()
    assert run(database, "export", archive) == 1
    expected = f"{archive}: It is there; expected none of that name. Replace it by --force.\n"
    assert capsys.readouterr() == ("", expected)
    assert archive.read_text() == "precious"
    assert run(database, "export", "--force", archive) == 0
    assert len(archive.read_bytes().splitlines()) == 6


@pytest.mark.parametrize("name", [".", "/dev/null"])
def test_replaces_nothing_but_files(
    database: TestDatabase,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(database, "export", "--force", name) == 1
    expected = f"{name}: It is no file that can be replaced; expected a file, or `-`.\n"
    assert capsys.readouterr() == ("", expected)
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["export", "{}/none/a"], "No such file or directory", id="no directory"),
        pytest.param(["import", "{}/none"], "No such file or directory", id="no file"),
        pytest.param(["import", "{}/none.gz"], "No such file or directory", id="none compressed"),
        pytest.param(["import", "{}"], "Is a directory", id="a directory to read"),
    ],
)
def test_tells_what_is_wrong_with_the_file(
    database: TestDatabase,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    arguments: list[str],
    message: str,
) -> None:
    given = [each.format(tmp_path) for each in arguments]
    assert run(database, *given) == 1
    expected = f"{given[-1]}: {message}; expected a file that can be used.\n"
    assert capsys.readouterr() == ("", expected)
    assert list(tmp_path.iterdir()) == []


def test_tells_of_a_file_that_is_not_compressed(
    database: TestDatabase, run: Run, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = archive.rename(archive.with_suffix(".jsonl.gz"))
    capsys.readouterr()
    assert run(database, "import", named) == 1
    expected = f"{named}: Not a gzipped file (b'{{\"'); expected a file that can be used.\n"
    assert capsys.readouterr().err == expected


def test_leaves_no_half_of_a_file(
    database: TestDatabase, run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL goes away in the midst of it."""
    before = archive.read_bytes()
    write = lines.write_lines

    def interrupted(take: Write, about: Mapping[str, object], records: Iterable[str]) -> int:
        database.cut_connections()
        return write(take, about, records)

    monkeypatch.setattr("video_catalog.archive.export_command.write_lines", interrupted)
    assert run(database, "export", "--force", archive) == 3
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_says_what_would_change(
    other: TestDatabase, run: Run, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalog(other.database, probe_version=1, threads=1) as catalog:
        catalog.record(created("0"), METADATA)
    before = rows(other)
    capsys.readouterr()
    assert run(other, "import", "--dry-run", archive) == 0
    expected = "2 would be new, 1 would be changed, 0 would be removed, 0 would be kept\n"
    assert capsys.readouterr() == (expected, "")
    assert rows(other) == before
    assert run(other, "import", archive) == 0
    assert capsys.readouterr() == ("2 new, 1 changed, 0 removed, 0 kept\n", "")
    once = rows(other)
    assert run(other, "import", archive) == 0
    assert capsys.readouterr() == ("0 new, 0 changed, 0 removed, 3 kept\n", "")
    assert rows(other) == once


def test_takes_more_than_one_batch(
    database: TestDatabase,
    other: TestDatabase,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("video_catalog.archive.import_command.BATCH", 3)
    monkeypatch.setattr("video_catalog.store.archive.ROWS", 2)
    monkeypatch.setattr("video_catalog.store.archive.OBJECTS", 2)
    _insert(database, 10)
    path = tmp_path / "catalog.jsonl"
    assert run(database, "export", path) == 0
    assert run(other, "import", path) == 0
    assert rows(other) == rows(database)


def test_lets_the_cache_forget_what_changed(
    other: TestDatabase, run: Run, archive: Path, valkey: Valkey
) -> None:
    with valkey.client() as client:
        client.set(KEY, entry.RECORD + b"1old")
        client.set(b"video:another", entry.RECORD + b"1other")
    assert run(other, "import", "--dry-run", archive) == 0
    with valkey.client() as client:
        assert client.exists(KEY)
    assert run(other, "import", archive) == 0
    with valkey.client() as client:
        assert client.keys() == [b"video:another"]
        # What is not changed stays remembered.
        client.set(KEY, entry.RECORD + b"1new")
    assert run(other, "import", archive) == 0
    with valkey.client() as client:
        assert client.exists(KEY)


def test_writes_nothing_that_the_cache_could_hide(
    other: TestDatabase,
    run: Run,
    archive: Path,
    valkey: Valkey,
    *,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = rows(other)
    capsys.readouterr()
    valkey.stop()
    try:
        assert run(other, "import", archive) == 3
    finally:
        valkey.start()
    assert capsys.readouterr().err.startswith("Redis: ")
    assert rows(other) == before


def test_withholds_until_it_is_committed(
    other: TestDatabase, run: Run, archive: Path, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader who asks between the commit and the end finds nothing old."""
    seen = []
    waited = []

    def look(_self: object, _events: object) -> None:
        with valkey.client() as client:
            seen.append((client.get(KEY), len(rows(other)["video"])))

    def wait(_self: object) -> None:
        waited.append(len(rows(other)["video"]))

    with valkey.client() as client:
        client.set(KEY, entry.RECORD + b"1old")
    monkeypatch.setattr(CacheWriter, "forget_all", look)
    monkeypatch.setattr(Withheld, "wait", wait)
    assert run(other, "import", archive) == 0
    # Until no process of the API has a copy.
    assert waited == [0]
    ((held, videos),) = seen
    assert held.startswith(entry.WITHHELD)
    assert videos == 3


def test_has_imported_though_the_cache_went_away(
    other: TestDatabase,
    run: Run,
    archive: Path,
    valkey: Valkey,
    monkeypatch: pytest.MonkeyPatch,
    *,
    capsys: pytest.CaptureFixture[str],
) -> None:
    forget = CacheWriter.forget_all

    def forget_late(self: CacheWriter, events: Sequence[Event]) -> None:
        valkey.stop()
        forget(self, events)

    monkeypatch.setattr(CacheWriter, "forget_all", forget_late)
    capsys.readouterr()
    try:
        assert run(other, "import", archive) == 0
    finally:
        valkey.start()
    out, err = capsys.readouterr()
    assert out == "3 new, 0 changed, 0 removed, 0 kept\n"
    assert re.fullmatch(r"Redis: .*; what was imported is answered from the database .*\n", err)
    assert len(rows(other)["video"]) == 3


@pytest.mark.parametrize(
    ("command", "message"),
    [(["export", "-"], "PostgreSQL: "), (["import", "--dry-run", "-"], "PostgreSQL: ")],
)
def test_says_that_the_database_is_away(
    database: TestDatabase,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    *,
    command: list[str],
    message: str,
) -> None:
    database.server.stop()
    try:
        assert run(database, *command) == 3
    finally:
        database.server.start()
    assert capsys.readouterr().err.startswith(message)


def _process(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "video_catalog", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(SERVICES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _wait_until(database: TestDatabase, sessions: int, condition: str) -> None:
    """Until so many sessions of the commands are as the condition says."""
    deadline = time.monotonic() + LONGEST_SECONDS
    count = (
        f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{database.name}' AND {condition}"  # noqa: S608 - our own
    )
    with database.administrator("postgres") as connection:
        while connection.execute(count).fetchone() != (sessions,):
            assert time.monotonic() < deadline, condition
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("fed", "condition"),
    [
        pytest.param(
            slice(-1), "state = 'idle in transaction' AND query LIKE 'RELEASE%'", id="it reads"
        ),
        pytest.param(slice(None), "wait_event_type = 'Lock'", id="it writes"),
    ],
)
def test_leaves_nothing_half_when_it_is_killed(
    database: TestDatabase,
    other: TestDatabase,
    run: Run,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fed: slice,
    condition: str,
) -> None:
    _insert(database, BATCH)
    assert run(database, "export", "--force", archive) == 0
    with Catalog(other.database, probe_version=1, threads=1) as catalog:
        catalog.record(created("0"), METADATA)
    before = rows(other)
    monkeypatch.setenv("DATABASE_SECRET_ARN", other.secret_arn)
    process = _process("import", "-")
    assert process.stdin
    assert process.stdout
    assert process.stderr
    # A worker that is at the last of its objects.
    with other.administrator() as worker:
        worker.execute("BEGIN")
        worker.execute("INSERT INTO newest_event VALUES ('ingest', 'd.mp4', '1')")
        process.stdin.write(b"".join(archive.read_bytes().splitlines(keepends=True)[fed]))
        process.stdin.flush()
        if fed.stop is None:
            process.stdin.close()
        _wait_until(other, 1, condition)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
        worker.execute("ROLLBACK")
    _wait_until(other, 0, "true")
    assert rows(other) == before
    assert run(other, "import", archive) == 0
    assert len(rows(other)["video"]) == 3


@pytest.mark.usefixtures("run")
def test_ends_quietly_when_its_reader_has_enough(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    _insert(database, 20_000)
    monkeypatch.setenv("DATABASE_SECRET_ARN", database.secret_arn)
    process = _process("export", "-")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 1
    process.stderr.close()
    assert process.stdin
    process.stdin.close()


@pytest.mark.parametrize("command", ["export", "import"])
def test_teaches(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert re.search(rf"examples:\n  {command} ", capsys.readouterr().out)
