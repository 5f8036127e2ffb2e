from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from local.folder import Folder, Keeper, State, claim

STATE = State(
    api="http://127.0.0.1:1",
    gateway="http://127.0.0.1:2/stage",
    aws="http://127.0.0.1:2",
    region="ap-northeast-1",
    stack="stack-dev",
    bucket="bucket",
    api_key_secret="arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:key",  # noqa: S106 - an ARN
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "local").make()


def test_remembers_what_is_up(folder: Folder) -> None:
    assert folder.state() is None
    folder.write(STATE)
    assert folder.state() == STATE


def test_made_anew_it_knows_of_nothing(folder: Folder) -> None:
    folder.write(STATE)
    assert folder.make().state() is None
    assert folder.logs.is_dir()
    assert folder.scratch.is_dir()


def test_is_kept_while_the_lock_is_held(folder: Folder) -> None:
    assert not folder.is_kept()
    with folder.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert folder.is_kept()
    assert not folder.is_kept()


def test_tells_who_keeps_it(folder: Folder, tmp_path: Path) -> None:
    assert folder.keeper() is None
    folder.lock.touch()
    assert folder.keeper() is None
    folder.lock.write_text(json.dumps({"pid": 7, "directory": str(tmp_path)}))
    assert folder.keeper() == Keeper(pid=7, directory=tmp_path)


def test_goes_with_the_temporary_files_of_a_keeper_who_was_killed(
    folder: Folder, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    folder.lock.write_text(json.dumps({"pid": 7, "directory": str(temporary)}))
    folder.remove()
    assert not temporary.exists()
    assert not (tmp_path / "local").exists()
    folder.remove()


def test_a_claim_is_for_one(tmp_path: Path) -> None:
    path = tmp_path / "build" / "lock"
    with claim(path), pytest.raises(BlockingIOError), claim(path):
        pass
    with claim(path):
        pass
