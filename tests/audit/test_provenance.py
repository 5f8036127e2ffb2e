from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from audit.provenance import commit_of, time_of_report


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)  # noqa: S603, S607 - fixed commands


def test_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("first")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "--no-gpg-sign", "--message=First")
    committed = commit_of(tmp_path)
    assert re.fullmatch("[0-9a-f]{40}", committed)
    (tmp_path / "new").write_text("uncommitted")
    assert commit_of(tmp_path) == f"{committed}+"


def test_time_is_as_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert time_of_report() == "2026-01-01T00:00:00Z"


def test_time_is_now_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time_of_report())


@pytest.mark.parametrize("epoch", ["", "soon", "9" * 30])
def test_a_wrong_time_is_one_line(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match=f"^SOURCE_DATE_EPOCH={epoch}: expected seconds"):
        time_of_report()
