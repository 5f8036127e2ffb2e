from __future__ import annotations

import hashlib
import json
import os
import pwd
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.storage import ingest
from local.catalogue import (
    COLUMNS,
    EXPORTS,
    CatalogueError,
    expect_room,
    find_files,
    lookups,
    rows,
    upload,
)
from local.progress import table
from local.servers import Emulator

PROBED = {
    "key": "a.mp4",
    "status": "probed",
    "reason": None,
    "error": None,
    "container": "mov,mp4,m4a,3gp,3g2,mj2",
    "codec": "h264",
    "hdr": "SDR",
    "width": 1920,
    "height": 1080,
    "frame_rate": 29.97002997,
    "duration": 0.0,
}
REFUSED = {
    **dict.fromkeys(PROBED),
    "key": "notes.txt",
    "status": "refused",
    "reason": "not a video",
    "error": "no stream",
}


def test_a_file_has_its_name_for_its_key(tmp_path: Path) -> None:
    video = tmp_path / "a.mp4"
    video.touch()
    assert find_files(video) == {"a.mp4": video}


def test_files_of_a_folder_have_their_place_in_it_for_their_keys(tmp_path: Path) -> None:
    names = ("b/a.mp4", "a.mp4", "b/.hidden", ".git/config")
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert list(find_files(tmp_path)) == ["a.mp4", "b/a.mp4"]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no file there"):
        find_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("exports/a.mp4", "exports/a.mp4: expected no file in exports/", id="archives"),
        pytest.param(os.fsdecode(b"\xff.mp4"), "expected a name in UTF-8", id="not UTF-8"),
        pytest.param("/".join(["a" * 200] * 6), "1205 bytes; expected at most 1024", id="long"),
    ],
)
def test_a_key_that_the_pipeline_can_not_take_is_refused(
    tmp_path: Path, name: str, message: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with pytest.raises(CatalogueError, match=message) as refused:
        find_files(tmp_path)
    assert len(str(refused.value).splitlines()) == 1


def test_the_stack_leaves_out_what_is_refused() -> None:
    assert ingest.EXPORTS == EXPORTS


@contextmanager
def unprivileged() -> Iterator[None]:
    """As nobody, where the tests run as root, who may read every file."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_that_can_not_be_read_is_refused() -> None:
    # Not in the folders of pytest, which nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.mp4").touch(mode=0)
        with (
            unprivileged(),
            pytest.raises(CatalogueError, match=r"a\.mp4: Permission denied; expected a file"),
        ):
            find_files(folder)


def test_files_that_do_not_fit_in_memory_are_refused_with_figures(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("large.mp4", "small.mp4")}
    for path, mebibytes in zip(files.values(), (300, 100), strict=True):
        path.touch()
        os.truncate(path, mebibytes * 1024**2)
    expect_room(files, 1000 * 1024**2)
    with pytest.raises(CatalogueError) as refused:
        expect_room(files, 999 * 1024**2)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{files['large.mp4']}: 300 MiB of 400 MiB")
    assert "about 1000 MiB of 999 MiB available" in line


def test_uploads_and_tells_the_etags(emulator: Emulator, tmp_path: Path) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(
        Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    file = tmp_path / "it's $b.mp4"
    file.write_bytes(b"a")
    etags = upload(s3, "bucket", {file.name: file})
    assert etags == {file.name: hashlib.md5(b"a", usedforsecurity=False).hexdigest()}


@pytest.mark.parametrize(
    ("file", "message"),
    [
        pytest.param(
            "gone.mp4", r"gone\.mp4: No such file or directory; expected a file", id="gone"
        ),
        pytest.param(".", "Is a directory: .*; expected a file", id="unreadable"),
        pytest.param("here.mp4", r"here\.mp4: .*NoSuchBucket.*; expected a file", id="not taken"),
    ],
)
def test_an_upload_that_fails_names_the_file_in_one_line(
    emulator: Emulator, tmp_path: Path, file: str, message: str
) -> None:
    (tmp_path / "here.mp4").touch()
    with pytest.raises(CatalogueError, match=message) as refused:
        upload(emulator.client("s3"), "nobody-made-it", {"a.mp4": tmp_path / file})
    assert len(str(refused.value).splitlines()) == 1


def test_shows_what_was_found() -> None:
    assert table(COLUMNS, rows([PROBED, REFUSED])).splitlines() == [
        "key        container  codec  picture    rate   seconds  range  what else",
        f"---------  ---------  -----  ---------  -----  -------  -----  {'-' * 31}",
        "a.mp4      mov        h264   1920x1080  29.97  0.000    SDR",
        f"notes.txt{' ' * 54}refused, not a video: no stream",
    ]


def test_shows_names_as_wide_as_they_are_and_cells_as_long_as_they_may_be() -> None:
    videos = [
        {**PROBED, "key": "動画.mp4"},
        {**PROBED, "key": "\x1b[2Ja.mp4"},
        {**PROBED, "key": f"{'a' * 99}.mp4"},
        {**REFUSED, "error": "e" * 199},
    ]
    _, _, *lines = table(COLUMNS, rows(videos)).splitlines()
    assert lines[0].startswith(f"動画.mp4{' ' * 40}  mov ")
    assert lines[1].startswith(f"\\x1b[2Ja.mp4{' ' * 36}  mov ")
    assert lines[2].startswith(f"{'a' * 23}…{'a' * 20}.mp4  mov ")
    assert lines[3].endswith(f" refused, not a video: {'e' * 27}…{'e' * 50}")


def test_adds_up_the_lookups_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    lines = [{"CacheHits": 2, "CacheMisses": 1}, {"message": "started"}, {"CacheMisses": 3}]
    log.write_text("\n".join(["no JSON", *map(json.dumps, lines)]))
    assert lookups(log) == (2, 4)
