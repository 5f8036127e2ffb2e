from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from video_catalog.worker.scratch import (
    HEARTBEAT,
    Orphan,
    Scratch,
    is_alive,
    orphan,
    remove,
    subdirectories,
)


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_starts_empty_whatever_an_earlier_worker_left(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.directory.mkdir()
    (scratch.directory / "left").write_text("behind")
    scratch.create()
    assert [path.name for path in scratch.directory.iterdir()] == [HEARTBEAT]
    assert scratch.directory.stat().st_mode & 0o777 == 0o700


def test_is_alive_while_it_beats(tmp_path: Path) -> None:
    assert not is_alive(tmp_path)
    scratch = Scratch(tmp_path)
    scratch.create()
    assert is_alive(tmp_path)
    aged(scratch.directory / HEARTBEAT, 181)
    assert not is_alive(tmp_path)
    scratch.beat()
    assert is_alive(tmp_path)


def test_goes_on_where_its_directory_was_removed(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.create()
    Scratch(tmp_path).remove()
    scratch.beat()
    assert is_alive(tmp_path)


def test_removes_itself_twice_as_once(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.create()
    scratch.remove()
    scratch.remove()
    assert list(tmp_path.iterdir()) == []


def test_finds_what_workers_left_that_are_gone(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "scratch"
    for name in ("gone/inner", "killed at start", "starting", "alive", "another's/inner"):
        (root / name).mkdir(parents=True)
    outside.mkdir()
    (root / "gone" / "inner" / "file").write_bytes(bytes(100))
    (root / "gone" / "link").symlink_to(outside)
    (root / "linked").symlink_to(outside)
    (root / "file").write_bytes(b"")
    for name in ("gone", "alive"):
        (root / name / HEARTBEAT).touch()
        # A directory's own age says nothing: its files change without it.
        aged(root / name, 7200)
    aged(root / "gone" / HEARTBEAT, 3600)
    for name in ("killed at start", "another's", "another's/inner"):
        aged(root / name, 3600)
    found = {each.name: found for each in subdirectories(root) if (found := orphan(each, 600))}
    assert found.keys() == {"gone", "killed at start"}
    assert found["gone"] == Orphan(directory=root / "gone", size=100, age=found["gone"].age)
    assert 3600 <= found["gone"].age < 3700


def test_loses_no_rest_of_a_worker_where_it_can_not_remove_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "gone"
    for name in ("a", "z"):
        (directory / name).mkdir(parents=True)
    (directory / HEARTBEAT).touch()
    (directory / "file").touch()
    aged(directory / HEARTBEAT, 3600)

    def dies(_path: Path) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", dies)
        with pytest.raises(InterruptedError):
            remove(directory)
    assert orphan(directory, 600)
    remove(directory)
    assert list(tmp_path.iterdir()) == []
