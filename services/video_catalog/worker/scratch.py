"""A worker's own directory for what needs a local file, and its sign of life.

The scratch directory may be a file system that the tasks share, so each works in a directory of
its own, named by its host.
"""

from __future__ import annotations

import shutil
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HEARTBEAT: Final = "heartbeat"
ALIVE_SECONDS: Final = 180.0
"""How old the heartbeat of a living worker is at most: longer than SQS is waited for."""


class Scratch:
    """The directory of this worker.

    Attributes:
        directory: where its files go.
    """

    def __init__(self, root: Path) -> None:
        self.directory = own_directory(root)

    def create(self) -> None:
        """Make it anew, without what an earlier worker of this name left."""
        self.remove()
        self.beat()

    def beat(self) -> None:
        """Leave a sign of life, also where somebody else removed the directory."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # At this very moment too: the next sign is soon.
        with suppress(FileNotFoundError):
            (self.directory / HEARTBEAT).touch()

    def remove(self) -> None:
        """Leave nothing."""
        remove(self.directory)


@dataclass(frozen=True, kw_only=True)
class Orphan:
    """A directory whose worker is gone.

    Attributes:
        directory: where.
        size: of its files, in bytes.
        age: since its last sign of life, in seconds.
    """

    directory: Path
    size: int
    age: float


def own_directory(root: Path) -> Path:
    """Where the worker of this host works."""
    return root / socket.gethostname()


def is_alive(root: Path, maximum_age: float = ALIVE_SECONDS) -> bool:
    """Whether the worker of this host left a sign of life lately.

    Args:
        root: the scratch directory.
        maximum_age: in seconds.
    """
    age = _age(own_directory(root) / HEARTBEAT)
    return age is not None and age <= maximum_age


def subdirectories(root: Path) -> list[Path]:
    """All that may be workers' directories.

    Args:
        root: the scratch directory.
    """
    return [each for each in sorted(root.iterdir()) if each.is_dir() and not each.is_symlink()]


def orphan(directory: Path, minimum_age: float) -> Orphan | None:
    """What a worker left that gave no sign of life for a time; `None` of any other directory.

    Args:
        directory: one of the scratch directory.
        minimum_age: in seconds.
    """
    try:
        age = _age(directory / HEARTBEAT)
        if age is None and not any(directory.iterdir()):
            # Its worker died before the first sign. What holds something without one is not ours.
            age = _age(directory)
        if age is None or age < minimum_age:
            return None
        return Orphan(directory=directory, size=_size(directory), age=age)
    except FileNotFoundError:
        # Another sweeps it, too.
        return None


def remove(directory: Path) -> None:
    """Leave nothing of a worker's directory, also where another removes it too.

    The sign of life goes last: whatever is left by who dies meanwhile is still known as a worker's.
    """
    with suppress(FileNotFoundError):
        for each in directory.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            elif each.name != HEARTBEAT:
                each.unlink()
        (directory / HEARTBEAT).unlink(missing_ok=True)
        directory.rmdir()


def _age(path: Path) -> float | None:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None


def _size(directory: Path) -> int:
    files = (path for path in directory.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)
