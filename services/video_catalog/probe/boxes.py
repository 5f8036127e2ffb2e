"""What the index of an ISO base media file says and FFmpeg does not tell.

By ISO/IEC 14496-12. What is not understood is absent.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from video_catalog.probe.reading import File, Window

HEAD: Final = struct.Struct(">I4s")
LARGE_SIZE: Final = struct.Struct(">Q")
COUNT: Final = struct.Struct(">4xI")
"""Of entries, behind version and flags."""

BOXES: Final = 64
"""How many are looked at, one behind the other; each at the top of a file may cost a request."""

INDEX_BOXES: Final = 4096
"""Likewise, of an index: its tracks, and what else there is."""

TRACK_NUMBERS: Final = {0: struct.Struct(">12xI"), 1: struct.Struct(">20xI")}
"""By the version of a track's header."""

RUN: Final = 8
"""Bytes."""

RUNS_READ: Final = 8192
"""At once."""

ENOUGH: Final = 3


class Box(NamedTuple):
    """A box.

    Attributes:
        kind: four characters.
        start: offset of its content.
        end: offset behind it, which may lie.
    """

    kind: bytes
    start: int
    end: int


class Track(NamedTuple):
    """A track.

    Attributes:
        number: FFmpeg's `id` of the stream.
        formats: of its samples.
        times: how long samples last, where the index has all of them.
    """

    number: int | None
    formats: tuple[bytes, ...]
    times: Box | None


def box_at(head: bytes, position: int, end: int) -> Box | None:
    """The box that begins with these bytes.

    Args:
        head: its first 16 bytes, or as many as there are.
        position: where they stand.
        end: of what the box is in.
    """
    if len(head) < HEAD.size:
        return None
    length, kind = HEAD.unpack_from(head)
    start = position + HEAD.size
    if length == 0:
        return Box(kind, start, end)
    if length == 1:
        start += LARGE_SIZE.size
        if len(head) < HEAD.size + LARGE_SIZE.size:
            return Box(kind, start, start)
        (length,) = LARGE_SIZE.unpack_from(head, HEAD.size)
    return Box(kind, start, position + length) if position + length >= start else None


def is_still(file: File, size: int) -> bool:
    """Whether a file holds items, as HEIF's pictures are (ISO/IEC 23008-12), and no tracks.

    Args:
        file: is left anywhere.
        size: in bytes.
    """
    has_items = False
    for each in islice(boxes(Window(file), 0, size), BOXES):
        if each.kind == b"moov":
            return False
        has_items = has_items or each.kind == b"meta"
    return has_items


def tracks(file: File, size: int) -> list[Track]:
    """The tracks of the first index.

    Args:
        file: is left anywhere.
        size: in bytes.
    """
    window = Window(file)
    index = _inside(window, Box(b"", 0, size), b"moov", BOXES)
    if index is None:
        return []
    inside = list(islice(boxes(window, index.start, index.end), INDEX_BOXES))
    found = [_track(window, each) for each in inside if each.kind == b"trak"]
    if any(each.kind == b"mvex" for each in inside):
        # Fragments hold more samples.
        return [each._replace(times=None) for each in found]
    return found


def intervals(file: File, times: Box) -> set[int]:
    """How long the samples last before the next one, in the track's ticks.

    Args:
        file: is left anywhere.
        times: of a track.

    Returns:
        What differs; after three it is not looked for more. Nothing where it is not told.
    """
    window = Window(file)
    position = times.start + COUNT.size
    left = _count(window, times)
    found: set[int] = set()
    if left > (times.end - position) // RUN:
        return found
    while left > 0 and len(found) < ENOUGH:
        runs = _runs(window, position, min(left, RUNS_READ))
        if not runs:
            return set()
        left -= len(runs)
        position += len(runs) * RUN
        if left == 0 and runs[-1][0] == 1:
            # Nothing comes after the last sample.
            runs.pop()
        found |= {duration for number, duration in runs if number}
    return found


def _runs(window: Window, position: int, most: int) -> list[tuple[int, int]]:
    """Numbers of samples that last equally long, and how long."""
    content = window.read(position, most * RUN)
    numbers = array("I", content[: len(content) // RUN * RUN])
    if sys.byteorder == "little":
        numbers.byteswap()
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def boxes(window: Window, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets, one behind the other; the last may lie."""
    while start < end:
        box = box_at(window.read(start, HEAD.size + LARGE_SIZE.size), start, end)
        if box is None:
            return
        yield box
        start = box.end


def _inside(window: Window, box: Box | None, kind: bytes, most: int = BOXES) -> Box | None:
    if box is None:
        return None
    found = islice(boxes(window, box.start, box.end), most)
    return next((each for each in found if each.kind == kind), None)


def _track(window: Window, track: Box) -> Track:
    header = _inside(window, track, b"tkhd")
    media = _inside(window, track, b"mdia")
    samples = _inside(window, _inside(window, media, b"minf"), b"stbl")
    formats = _inside(window, samples, b"stsd")
    return Track(
        number=_number(window, header) if header else None,
        formats=_formats(window, formats) if formats else (),
        times=_inside(window, samples, b"stts"),
    )


def _number(window: Window, header: Box) -> int | None:
    content = window.read(header.start, TRACK_NUMBERS[1].size)
    number = TRACK_NUMBERS.get(content[0]) if content else None
    return number.unpack_from(content)[0] if number and len(content) >= number.size else None


def _formats(window: Window, formats: Box) -> tuple[bytes, ...]:
    entries = boxes(window, formats.start + COUNT.size, formats.end)
    return tuple(each.kind for each in islice(entries, BOXES))


def _count(window: Window, box: Box) -> int:
    content = window.read(box.start, COUNT.size)
    return int(COUNT.unpack(content)[0]) if len(content) == COUNT.size else 0
