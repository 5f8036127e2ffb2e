from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.catalogue import COLUMNS, CatalogueError, find_files, lookups, rows
from local.progress import table

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


def test_shows_what_was_found() -> None:
    assert table(COLUMNS, rows([PROBED, REFUSED])).splitlines() == [
        "key        container  codec  picture    rate   seconds  range  what else",
        f"---------  ---------  -----  ---------  -----  -------  -----  {'-' * 31}",
        "a.mp4      mov        h264   1920x1080  29.97  0.000    SDR",
        f"notes.txt{' ' * 54}refused, not a video: no stream",
    ]


def test_adds_up_the_lookups_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    lines = [{"CacheHits": 2, "CacheMisses": 1}, {"message": "started"}, {"CacheMisses": 3}]
    log.write_text("\n".join(["no JSON", *map(json.dumps, lines)]))
    assert lookups(log) == (2, 4)
