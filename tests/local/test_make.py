"""What the Makefile hands to `python -m local`, from a folder where everything is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = (".venv", ".venv-emulator", "node_modules")
NEEDED = (
    "requirements/uv.txt",
    "requirements/dev.txt",
    "requirements/emulator.txt",
    "package-lock.json",
)
RECORDING = '#!/bin/sh\nprintf "%s\\n" "$@"\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (*NEEDED, "local/emulation/package-lock.json"):
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(RECORDING)
    python.chmod(0o755)
    for name in TOOLS:
        tmp_path.joinpath(name).mkdir(exist_ok=True)
        tmp_path.joinpath(name, "installed").touch()
    return tmp_path


def make(clone: Path, *arguments: str) -> list[str]:
    """What the program is told, an argument a line."""
    done = subprocess.run(  # noqa: S603 - our own arguments
        ["make", "--no-print-directory", *arguments],  # noqa: S607 - whichever make there is
        cwd=clone,
        # The tests may run under a make of their own.
        env={"PATH": os.environ["PATH"], "HOME": str(clone)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "name", ["a.mp4", "it's.mp4", "a$b.mp4", "$(b", 'say "a" `b`.mp4', "日本 語", "~/a", "#a", ""]
)
def test_a_name_is_handed_on_as_it_is(clone: Path, name: str) -> None:
    assert make(clone, "up", f"VIDEO={name}")[-1] == f"--video={name}"


def test_without_a_name_none_is_handed_on(clone: Path) -> None:
    assert make(clone, "up")[-1] == "profile=development"


def test_down_needs_nothing_installed_where_nothing_is_up(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    assert make(clone, "down") == ["No system is up."]
    assert not clone.joinpath(".venv").exists()


def test_down_takes_down_what_is_up(clone: Path) -> None:
    clone.joinpath(".local").mkdir()
    assert make(clone, "down") == ["-m", "local", "down"]


def test_clean_takes_down_what_is_up_before_it_removes(clone: Path) -> None:
    assert make(clone, "clean") == []
    assert not clone.joinpath(".venv").exists()


def test_clean_removes_nothing_while_what_is_up_stays(clone: Path) -> None:
    clone.joinpath(".local").mkdir()
    clone.joinpath(".venv", "bin", "python").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(subprocess.CalledProcessError):
        make(clone, "clean")
    assert clone.joinpath(".venv").exists()
