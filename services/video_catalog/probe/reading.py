"""Reading a file's bytes ourselves, beside FFmpeg."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

AHEAD: Final = 1024
"""Holds what is looked at of most tracks; a read costs more than some bytes."""


class File(Protocol):
    """What is read of a file: as of Python's binary files."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes from where it stands; none at the end."""

    def seek(self, offset: int, whence: int, /) -> int:
        """Go to an offset from the start (0), from here (1), from the end (2)."""

    def tell(self) -> int:
        """Where it stands, in bytes from the start."""


@dataclass(frozen=True)
class Bounded:
    """A file by its content alone, in which nobody can go before the start or behind the end.

    FFmpeg tries that with files that are cut, and would guess by a file's name too.
    """

    read: Callable[[int], bytes]
    seek: Callable[[int, int], int]
    tell: Callable[[], int]


def bounded(file: File, size: int) -> Bounded:
    """The file, whatever its own methods do with an offset outside of it.

    Args:
        file: to read.
        size: in bytes.
    """

    def seek(offset: int, whence: int) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: file.tell(), os.SEEK_END: size}[whence]
        return file.seek(min(max(0, base + offset), size), os.SEEK_SET)

    return Bounded(file.read, seek, file.tell)


def read_at(file: File, offset: int, length: int) -> bytes:
    """Bytes of a file, which is left anywhere; fewer than asked for at its end."""
    file.seek(offset, os.SEEK_SET)
    content = file.read(length)
    while len(content) < length and (part := file.read(length - len(content))):
        content += part
    return content


class Window:
    """A file of which neighbouring bytes are read together.

    Args:
        file: is left anywhere.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self._start = 0
        self._content = b""

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file; fewer than asked for at its end."""
        start = offset - self._start
        if start < 0 or start + length > len(self._content):
            self._content = read_at(self._file, offset, max(length, AHEAD))
            self._start, start = offset, 0
        return self._content[start : start + length]
