"""The fragments of an MP4 where they are too many to look at: FFmpeg does, one after the other.

FFmpeg is given the first and the last of them: those tell the streams, these when they end. What is
between looks to it like one box that is to be skipped. By ISO/IEC 14496-12, 8.8.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final, NamedTuple

from video_catalog.metadata import VideoMetadata, VideoStream
from video_catalog.probe.boxes import (
    BOXES,
    COUNT,
    HEAD,
    INDEX_BOXES,
    LARGE_SIZE,
    Box,
    box_at,
    boxes,
    tracks,
)
from video_catalog.probe.limits import KIB, MIB, Limits
from video_catalog.probe.reading import File, Window, read_at
from video_catalog.probe.sizes import BOX_HEAD, LAST_BOX, TOP_LEVEL, end_of_segments

JUMPS: Final = Limits.requests // 2
BYTES: Final = Limits.bytes_read // 2
"""How often FFmpeg may read elsewhere, and how much; a jump takes a request."""

NEAR: Final = 32 * KIB
"""What FFmpeg reads at once: it jumps no shorter."""

FIRST: Final = 16
"""Fragments that FFmpeg is given; tracks may have fragments of their own, by turns."""

SAMPLE: Final = 64
"""Jumps, from which on it is told how many there would be, if no list tells."""

FAR: Final = 4
"""How many times too many need no counting: what follows may be larger."""

LAST: Final = 4 * MIB
"""In which the last fragment is looked for, if no list tells: two seconds of 16 Mbit/s."""

LONGEST_LIST: Final = 1 * MIB
LIST_LENGTH: Final = struct.Struct(">I")
"""Of the whole list: its last bytes."""

LIST_HEAD: Final = struct.Struct(">B10xBI")
"""Of a track's list: its version, how long its numbers are, and how many entries it has."""

TRACK: Final = struct.Struct(">4xI")


class Middle(NamedTuple):
    """The fragments that are skipped.

    Attributes:
        start: offset of the first.
        end: offset behind the last.
        tells_end: whether what follows tells when each track ends.
    """

    start: int
    end: int
    tells_end: bool


class Walk:
    """A file, as FFmpeg reads it from box to box.

    Attributes:
        skipped: what FFmpeg was not given.

    Args:
        file: is left anywhere.
        size: in bytes.
    """

    def __init__(self, file: File, size: int) -> None:
        self.skipped: Middle | None = None
        self.seek = file.seek
        self.tell = file.tell
        self._file = file
        self._size = size
        self._next = 0
        self._starts: list[int] = []
        self._listed: list[list[int]] = []
        self._are_far = False
        self._end = self._jumps = self._bytes = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        position = self._file.tell()
        content = self._file.read(size)
        self._jumps += position != self._end
        self._bytes += len(content)
        self._end = position + len(content)
        while self.skipped is None and position <= self._next < self._end:
            self._look(content[self._next - position :][:BOX_HEAD])
        self._file.seek(self._end, os.SEEK_SET)
        return _without(content, position, self.skipped) if self.skipped else content

    def _look(self, head: bytes) -> None:
        """At the next box: whether it is the first to be skipped."""
        if len(head) < BOX_HEAD:
            head = read_at(self._file, self._next, BOX_HEAD)
        box = box_at(head, self._next, self._size)
        if box is None or box.kind not in TOP_LEVEL or self._is_index(box):
            self._next = self._size
            return
        if box.kind == b"moof":
            if not self._starts:
                self._listed = _listed(self._file, self._size)
                self._are_far = _are_far(self._listed)
            self._starts.append(self._next)
            if len(self._starts) > FIRST and self._are_too_many():
                self.skipped = _middle(self._file, self._size, self._next, self._listed)
        self._next = box.end

    def _is_index(self, box: Box) -> bool:
        """Whether FFmpeg takes it for one of all fragments, and looks at no more than it needs."""
        if box.kind != b"sidx" or self._starts:
            return False
        # A list of random access may follow.
        last = read_at(self._file, self._size - LIST_LENGTH.size, LIST_LENGTH.size)
        left = self._size - end_of_segments(self._file, box)
        return left in {0, int.from_bytes(last, "big")}

    def _are_too_many(self) -> bool:
        if self._jumps > JUMPS or self._bytes > BYTES or self._are_far:
            return True
        if self._jumps < SAMPLE or self._listed:
            return False
        first, last = self._starts[0], self._starts[-1]
        return self._jumps * (self._size - first) > FAR * JUMPS * (last - first)


def _are_far(listed: list[list[int]]) -> bool:
    offsets = sorted({each for track in listed for each in track})
    distances = [later - before for before, later in pairwise(offsets)]
    jumps = sum(each > NEAR for each in distances)
    return jumps > JUMPS or sum(min(each, NEAR) for each in distances) > BYTES


def _without(content: bytes, position: int, skipped: Middle) -> bytes:
    """What is read there, if one box stands in place of what is skipped."""
    head = HEAD.pack(1, b"free") + LARGE_SIZE.pack(skipped.end - skipped.start)
    begin = skipped.start - position
    end = begin + len(head)
    if end <= 0 or begin >= len(content):
        return content
    seen = head[max(0, -begin) : len(content) - begin]
    return content[: max(0, begin)] + seen + content[max(0, end) :]


def _middle(file: File, size: int, start: int, listed: list[list[int]]) -> Middle:
    numbers = {track.number for track in tracks(file, size)}
    for end in _candidates(file, size, listed):
        if end >= start + BOX_HEAD and _tell_end(file, end, size, numbers):
            return Middle(start, end, tells_end=True)
    return Middle(start, size, tells_end=False)


def _candidates(file: File, size: int, listed: list[list[int]]) -> Iterator[int]:
    """From where on every track may have a fragment."""
    if listed and all(listed):
        yield min(map(max, listed))
    start = max(0, size - LAST)
    content = read_at(file, start, LAST)
    found = len(content)
    for _ in range(BOXES):
        found = content.rfind(b"moof", 0, found)
        if found < 0:
            return
        yield start + found - len(b"size")


def _tell_end(file: File, start: int, size: int, numbers: Collection[int | None]) -> bool:
    """Whether each track has samples there whose time is told, and nothing else follows."""
    window = Window(file)
    seen: set[int | None] = set()
    position = start
    for box in islice(boxes(window, start, size), BOXES):
        if box.kind not in TOP_LEVEL:
            return False
        if box.kind == b"moof":
            inside = islice(boxes(window, box.start, box.end), INDEX_BOXES)
            seen.update(_timed(window, each) for each in inside)
        position = box.end
    return position == size and None not in seen and seen >= set(numbers)


def _timed(window: Window, box: Box) -> int | None:
    """The track of a fragment; 0 where there are no samples, nothing where no time is told."""
    if box.kind != b"traf":
        return 0
    found = {each.kind: each for each in islice(boxes(window, box.start, box.end), BOXES)}
    samples = found.get(b"trun")
    if samples is None or not _number(window, samples, COUNT):
        return 0
    if b"tfhd" not in found or b"tfdt" not in found:
        return None
    return _number(window, found[b"tfhd"], TRACK)


def _number(window: Window, box: Box, kind: struct.Struct) -> int:
    content = window.read(box.start, kind.size)
    return int(kind.unpack(content)[0]) if len(content) == kind.size else 0


def _listed(file: File, size: int) -> list[list[int]]:
    """Offsets of each track's fragments, by the list at the end."""
    end = read_at(file, max(0, size - BOX_HEAD), BOX_HEAD)
    if not end.startswith(LAST_BOX):
        return []
    (length,) = LIST_LENGTH.unpack(end[-LIST_LENGTH.size :])
    if not BOX_HEAD <= length <= min(size, LONGEST_LIST):
        return []
    window = Window(file)
    whole = next(boxes(window, size - length, size), None)
    if whole is None or whole.kind != b"mfra":
        return []
    lists = islice(boxes(window, whole.start, size), BOXES)
    return [_offsets(file, each, size) for each in lists if each.kind == b"tfra"]


def _offsets(file: File, box: Box, size: int) -> list[int]:
    content = read_at(file, box.start, min(box.end, size) - box.start)
    if len(content) < LIST_HEAD.size:
        return []
    version, lengths, count = LIST_HEAD.unpack_from(content)
    numbers = 3 + (lengths >> 4 & 3) + (lengths >> 2 & 3) + (lengths & 3)
    entry = struct.Struct(f">8xQ{numbers}x" if version else f">4xI{numbers}x")
    entries = content[LIST_HEAD.size :][: count * entry.size]
    whole = entries[: len(entries) // entry.size * entry.size]
    return [offset for (offset,) in entry.iter_unpack(whole)]


def without_totals(metadata: VideoMetadata, skipped: Middle) -> VideoMetadata:
    """The metadata without what only all fragments tell."""
    ends = skipped.tells_end
    return replace(
        metadata,
        duration=metadata.duration if ends else None,
        bit_rate=metadata.bit_rate if ends else None,
        video=tuple(_partly_known(each, ends=ends) for each in metadata.video),
        audio=tuple(
            replace(each, bit_rate=None, duration=each.duration if ends else None)
            for each in metadata.audio
        ),
        subtitles=tuple(
            replace(each, duration=each.duration if ends else None) for each in metadata.subtitles
        ),
    )


def _partly_known(video: VideoStream, *, ends: bool) -> VideoStream:
    # Frames that last differently may do so in another way further on.
    is_even = video.average_frame_rate == video.base_frame_rate
    return replace(
        video,
        average_frame_rate=video.average_frame_rate if is_even else None,
        bit_rate=None,
        duration=video.duration if ends else None,
    )
