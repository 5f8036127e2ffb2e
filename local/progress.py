"""What is being done, and how long it took."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TextIO

WIDTH: Final = 62
COMBINING: Final = ("Mn", "Me")
"""Categories of characters that are drawn on what stands before them."""

WIDE: Final = ("W", "F")
"""Widths of characters that take two columns."""

UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that steer, or that no text can be made of."""

CUT: Final = "…"


class Progress:
    """Writes a line for each step, complete when the step is."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Name a step, and the seconds that it took once it is done."""
        self._write(f"  {name:<{WIDTH}} ")
        start = time.monotonic()
        try:
            yield
        except BaseException:
            self._write("failed\n")
            raise
        self._write(f"{time.monotonic() - start:6.1f} s\n")

    def say(self, text: str) -> None:
        """A line of its own."""
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under a header, in columns as wide as what they hold."""
    shown = [[escape(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(columns, column)) for column in zip(*shown, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in [shown[0], ["-" * width for width in widths], *shown[1:]]
    )


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in COMBINING:
        return 0
    return 2 if unicodedata.east_asian_width(character) in WIDE else 1


def escape(text: str) -> str:
    """A text without characters that a terminal would obey, or not show."""
    return "".join(
        each.encode("unicode_escape").decode() if unicodedata.category(each) in UNSEEN else each
        for each in text
    )


def shorten(text: str, most: int) -> str:
    """A text without its middle where it would take more than some columns."""
    text = escape(text)
    if columns(text) <= most:
        return text
    # Names differ at their ends too, where they say what they are.
    end = _first(text[::-1], most // 2)[::-1]
    return f"{_first(text, most - 1 - columns(end))}{CUT}{end}"


def _first(text: str, most: int) -> str:
    length = 0
    while columns(text[: length + 1]) <= most:
        length += 1
    return text[:length]
