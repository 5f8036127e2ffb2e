"""The elements of EBML, RFC 8794."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from video_catalog.probe.reading import File, Window

EBML: Final = b"\x1a\x45\xdf\xa3"
SEGMENT: Final = b"\x18\x53\x80\x67"
CLUSTER: Final = b"\x1f\x43\xb6\x75"
"""Of Matroska, RFC 9559."""

LONGEST_NUMBER: Final = 8
"""In bytes."""

LONGEST_NAME: Final = 4
"""In bytes."""

ELEMENTS: Final = 1024
"""How many are looked at, one behind the other."""


class Element(NamedTuple):
    """An element.

    Attributes:
        name: its number, with the marker of its length.
        start: offset of its content.
        end: offset behind it, which may lie; `None` where its length is not told.
    """

    name: bytes
    start: int
    end: int | None


def segment(file: File) -> Element | None:
    """What holds all of a Matroska file.

    Args:
        file: is left anywhere.
    """
    window = Window(file)
    head = _element(window, 0)
    if head is None or head.name != EBML or head.end is None:
        return None
    found = _element(window, head.end)
    return found if found and found.name == SEGMENT else None


def inside(window: Window, parent: Element, name: bytes) -> Iterator[Element]:
    """The elements with a name in another one, before any media."""
    for each in islice(_elements(window, parent), ELEMENTS):
        if each.name == CLUSTER:
            return
        if each.name == name:
            yield each


def _elements(window: Window, parent: Element) -> Iterator[Element]:
    position: int | None = parent.start
    while position is not None and parent.end is not None and position < parent.end:
        element = _element(window, position)
        if element is None:
            return
        yield element
        position = element.end


def _element(window: Window, position: int) -> Element | None:
    head = window.read(position, LONGEST_NAME + LONGEST_NUMBER)
    length = _length(head[:1])
    if length > LONGEST_NAME:
        return None
    written = head[length : length + _length(head[length : length + 1])]
    if not written or len(written) < _length(written[:1]):
        return None
    start = position + length + len(written)
    most = (1 << 7 * len(written)) - 1
    value = int.from_bytes(written, "big") & most
    return Element(head[:length], start, None if value == most else start + value)


def _length(first: bytes) -> int:
    """Of the number that begins so, in bytes; more than the longest of what is none."""
    return LONGEST_NUMBER + 1 - (first[0].bit_length() if first else 0)
