"""Files that are no archive, or no longer what was written, leave the catalogue as it was."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from tests.services.archive.conftest import Rows, Run, fill, rows
from tests.services.databases import TestDatabase
from tests.services.videos import METADATA, created
from video_catalog.archive import lines
from video_catalog.archive.lines import ArchiveError
from video_catalog.store import Catalog

Archive = list[bytes]


@pytest.fixture
def archive(database: TestDatabase, run: Run, tmp_path: Path) -> Archive:
    """Lines: a header, four records, an end."""
    fill(database)
    path = tmp_path / "whole.jsonl"
    assert run(database, "export", path) == 0
    return path.read_bytes().splitlines(keepends=True)


@pytest.fixture
def known(other: TestDatabase) -> Rows:
    """What the catalogue that is imported into knows before."""
    with Catalog(other.database, probe_version=1, threads=1) as catalog:
        catalog.record(created("0"), METADATA)
    return rows(other)


def _sealed(*contents: bytes) -> bytes:
    """Lines of another hand, with right checksums."""
    header, *rest = contents
    text = header + lines.SEAL % hashlib.sha256(header).hexdigest().encode()
    chain = hashlib.sha256()
    for content in rest:
        chain.update(content)
        text += content + lines.SEAL % chain.hexdigest().encode()
    return text


def _resealed(archive: Archive, old: bytes, new: bytes) -> bytes:
    """An archive with other content, by who knows of the checksums."""
    seal = len(lines.SEAL % bytes(64))
    return _sealed(*(line[:-seal].replace(old, new) for line in archive))


HEADER = b'{"header":{"format":"video-catalog","version":1}'
END = b'{"end":{"records":1}'
CHANGED = r"Line 4: its checksum does not match: it was changed, or lines before it are missing, .*"


def _record(**video: str) -> bytes:
    members = "".join(f',"{name}":{value}' for name, value in video.items())
    event = '"newest_event":{"bucket":"b","key":"k","sequencer":"1","deleted_versions":[]}'
    return f'{{"record":{{{event},"video":{{"bucket":"b","key":"k"{members}}}}}'.encode()


DAMAGES = [
    pytest.param(lambda _: b"", r"Line 1: the file ends here: it was cut off\. .*", id="empty"),
    pytest.param(lambda _: b"hello", r"Line 1: b'hello'; expected the header .*", id="not ours"),
    pytest.param(
        lambda a: gzip.compress(b"".join(a), mtime=0x27000000),
        # Either quote: Python takes the double one for bytes with a single one among them.
        r"""Line 1: b['"]\\x1f.*; expected the header .* its name ends in \.gz .*""",
        id="compressed without the name",
    ),
    pytest.param(
        lambda a: b"".join([a[0].replace(b'"probe_version":', b'"probe_version":1'), *a[1:]]),
        r"Line 1: its checksum does not match: it was changed\. .*",
        id="header changed",
    ),
    pytest.param(
        lambda _: _sealed(HEADER.replace(b"1", b"2"), END),
        r'Line 1: {"format":"video-catalog","version":2}; expected format video-catalog, version 1'
        r"\. Import it by the release .*",
        id="a later version",
    ),
    pytest.param(
        lambda a: b"".join(a[1:]), r"Line 1: b'{\"record.*; expected the header .*", id="no header"
    ),
    pytest.param(
        lambda a: b"".join([*a[:3], a[3].replace(b"mp4", b"mp3", 1), *a[4:]]), CHANGED, id="changed"
    ),
    pytest.param(lambda a: b"".join([*a[:3], *a[4:]]), CHANGED, id="a line left out"),
    pytest.param(lambda a: b"".join([*a[:3], a[2], *a[3:]]), CHANGED, id="a line doubled"),
    pytest.param(lambda a: b"".join([*a[:3], a[4], a[3], a[5]]), CHANGED, id="two lines swapped"),
    pytest.param(lambda a: b"".join([*a[:3], b"\n", *a[3:]]), CHANGED, id="an empty line between"),
    pytest.param(
        lambda a: b"".join(a[:-1]), r"Line 6: the file ends here: it was cut off\. .*", id="no end"
    ),
    pytest.param(
        lambda a: b"".join(a)[:-1], r"Line 6: the file ends here: it was cut off\. .*", id="cut off"
    ),
    pytest.param(
        lambda a: b"".join([*a, b"x"]), r"Line 7: something follows the last line\. .*", id="more"
    ),
    pytest.param(
        lambda a: b"".join([*a, *a]), r"Line 7: something follows the last line\. .*", id="twice"
    ),
    pytest.param(
        lambda _: _sealed(HEADER, END),
        r'Line 2: {"records":1}}?; expected a count of 0 records\.',
        id="miscounted",
    ),
    pytest.param(
        lambda _: _sealed(HEADER, b'{"record":\xff', END),
        r"Line 2: 'utf-8' codec .*; expected UTF-8\.",
        id="not UTF-8",
    ),
    pytest.param(
        lambda _: _sealed(HEADER, b'{"record":{', END),
        r"Lines 2 to 2: invalid input syntax for type json .*; expected records as `export` .*",
        id="no JSON",
    ),
    pytest.param(
        lambda _: _sealed(HEADER, b'{"record":{"newest_event":{}}', END),
        r"Lines 2 to 2: null value in column \"bucket\" .*; expected records .*",
        id="no key",
    ),
    pytest.param(
        lambda _: _sealed(HEADER, _record(width='"x"'), END),
        r"Lines 2 to 2: invalid input syntax for type integer: \"x\".*; expected records .*",
        id="a text for a number",
    ),
    pytest.param(
        lambda a: _resealed(a, b'"hevc"', json.dumps(Random(1).randbytes(9000).hex()).encode()),  # noqa: S311 - no secret
        r"index row .* maximum .*; expected records that the catalogue can hold\.",
        id="too long for the catalogue",
    ),
    pytest.param(
        lambda _: _sealed(HEADER, b'{"record":"\\u0000"', END),
        r"Lines 2 to 2: .*; expected records .*",
        id="no object",
    ),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES)
def test_refuses(
    other: TestDatabase,
    known: Rows,
    archive: Archive,
    run: Run,
    tmp_path: Path,
    *,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Archive], bytes],
    message: str,
) -> None:
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(damage(archive))
    for arguments in (["--dry-run"], []):
        capsys.readouterr()
        assert run(other, "import", *arguments, path) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert re.fullmatch(f"{re.escape(str(path))}: {message}\n", err)
        assert rows(other) == known


def test_finds_every_flipped_byte(archive: Archive) -> None:
    whole = bytearray(b"".join(archive))
    for place in range(len(whole)):
        whole[place] ^= 1
        with pytest.raises(ArchiveError, match=r"^Line [1-6]: "):
            list(lines.read_lines(BytesIO(bytes(whole))))
        whole[place] ^= 1
    assert len(list(lines.read_lines(BytesIO(bytes(whole))))) == 4


def test_finds_every_cut(archive: Archive) -> None:
    whole = b"".join(archive)
    for length in range(len(whole)):
        with pytest.raises(ArchiveError, match=r"^Line [1-6]: "):
            list(lines.read_lines(BytesIO(whole[:length])))


@pytest.mark.parametrize("place", ["start", "middle", "end"])
@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_finds_damage_under_compression(
    other: TestDatabase,
    known: Rows,
    archive: Archive,
    run: Run,
    tmp_path: Path,
    *,
    capsys: pytest.CaptureFixture[str],
    place: str,
    damage: str,
) -> None:
    whole = bytearray(gzip.compress(b"".join(archive)))
    # Not the header's time or system, which mean nothing to the content.
    index = {"start": 1, "middle": len(whole) // 2, "end": len(whole) - 5}[place]
    if damage == "cut":
        del whole[index:]
    else:
        whole[index] ^= 0xFF
    path = tmp_path / "damaged.jsonl.gz"
    path.write_bytes(whole)
    capsys.readouterr()
    assert run(other, "import", path) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(f"{re.escape(str(path))}: .*; expected .*\n|.* Expected .*\n", err)
    assert rows(other) == known


def test_reads_no_endless_line(
    other: TestDatabase, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of a small file that is decompressed for hours."""
    squeeze = zlib.compressobj(wbits=31)
    chunk = bytes(1024 * 1024)
    content = squeeze.compress(lines.HEADER)
    for _ in range(lines.LINE_BYTES // len(chunk) + 1):
        content += squeeze.compress(chunk)
    path = tmp_path / "endless.gz"
    path.write_bytes(content)
    assert run(other, "import", path) == 1
    expected = f"{path}: Line 1: longer than {lines.LINE_BYTES} bytes; expected a line that "
    assert capsys.readouterr().err == f"{expected}`export` wrote.\n"
