"""How long containers say that they are, by which a file is known that lacks its end.

FFmpeg reads what there is, and does not tell. What is not understood says nothing.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from typing import Final

from video_catalog.probe import elements
from video_catalog.probe.boxes import BOXES, Box, box_at
from video_catalog.probe.mxf import PARTITION
from video_catalog.probe.reading import File, read_at

HEAD: Final = 64
"""Holds what tells the format."""

TOP_LEVEL: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"pnot", b"pdin",
     b"styp", b"sidx", b"ssix", b"moof", b"mfra", b"emsg", b"prft"}
)  # fmt: skip
"""Of ISO/IEC 14496-12 and QuickTime: what may stand at the top of a file."""

NEEDED: Final = frozenset({b"moov", b"mdat"})
"""Behind these, bytes that are no box are something else's."""

READ_AT_ONCE: Final = 1 << 20
"""At the front of the file, where it costs no requests to look at boxes."""

BOX_HEAD: Final = 16
SHORTEST_BOX: Final = 8
LAST_BOX: Final = b"\0\0\0\x10mfro"
"""Ends the index of fragments, which ends the file: ISO/IEC 14496-12, 8.8.11."""

SEGMENT_INDEX: Final = {0: struct.Struct(">16xI2xH"), 1: struct.Struct(">20xQ2xH")}
"""By version: the distance to what is indexed, and how many parts that has."""

PART: Final = struct.Struct(">I8x")
PART_SIZE: Final = 2**31 - 1

RIFF: Final = struct.Struct("<4sI")
RIFF_UNKNOWN: Final = frozenset({0, 2**32 - 1})
"""What is written where nobody can go back to write the size."""

HEADER_PARTITION: Final = PARTITION + b"\2"
FOOTER_PARTITION: Final = PARTITION + b"\4"
KEY: Final = 16
FOOTER_OFFSET: Final = struct.Struct(">24xQ")
PARTITION_CONTENT: Final = struct.Struct(">32x2Q")
"""Of SMPTE ST 377-1: where a header has the footer's offset, and how much follows a partition."""

FLV_TAG: Final = 13
FLV_TAG_HEAD: Final = 11
FLV_SCRIPT: Final = 18
FLV_SIZE: Final = b"\0\x08filesize\0"
"""A name and the mark of a number, in Adobe's AMF."""

ASF_HEADER: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_OBJECTS: Final = 30
ASF_OBJECT: Final = struct.Struct("<16sQ")
ASF_FILE: Final = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
ASF_PROPERTIES: Final = struct.Struct("<40xQ40xI")
ASF_BROADCAST: Final = 1
"""Under this flag the size has no meaning."""


def declared_size(file: File, size: int) -> int | None:
    """How large the file says that it is.

    Args:
        file: is left anywhere.
        size: that it is, in bytes.

    Returns:
        Bytes; `None` where it does not say.
    """
    head = read_at(file, 0, HEAD)
    if head[4:8] in TOP_LEVEL:
        return _end_of_boxes(file, size)
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return _end_of_riff(file, size)
    for begin, read in STATED.items():
        if head.startswith(begin):
            return read(file, head)
    return None


def _end_of_boxes(file: File, size: int) -> int | None:
    position = 0
    fragments: tuple[int, int] | None = None
    seen: set[bytes] = set()
    for looked_at in range(1, BOXES + 1):
        if position >= size:
            return position
        head = read_at(file, position, BOX_HEAD)
        if len(head) < SHORTEST_BOX:
            return position if seen >= NEEDED else position + SHORTEST_BOX
        box = box_at(head, position, size)
        if box is None or box.kind not in TOP_LEVEL:
            return None
        seen.add(box.kind)
        if box.kind == b"moof" and fragments is None:
            fragments = (position, looked_at - 1)
            if read_at(file, max(0, size - BOX_HEAD), BOX_HEAD).startswith(LAST_BOX):
                return size
        if box.kind == b"mdat" and fragments is not None and box.end > READ_AT_ONCE:
            # As many boxes again and again, till the end.
            begin, before = fragments
            left = (looked_at - before) * (size - box.end) // (box.end - begin)
            if left > BOXES - looked_at:
                return None
        position = end_of_segments(file, box) if box.kind == b"sidx" else box.end
    return None


def end_of_segments(file: File, box: Box) -> int:
    """Where the parts end that a `sidx` lists: ISO/IEC 14496-12, 8.16.3."""
    head = read_at(file, box.start, SEGMENT_INDEX[1].size)
    index = SEGMENT_INDEX.get(head[0]) if head else None
    if index is None or len(head) < index.size:
        return box.end
    distance, count = index.unpack_from(head)
    parts = read_at(file, box.start + index.size, min(count * PART.size, box.end - box.start))
    whole = parts[: len(parts) // PART.size * PART.size]
    return int(box.end + distance + sum(size & PART_SIZE for (size,) in PART.iter_unpack(whole)))


def _end_of_riff(file: File, size: int) -> int | None:
    """Of the first and of those of OpenDML that follow it."""
    position = end = 0
    for _ in range(BOXES):
        head = read_at(file, position, RIFF.size) if position < size else b""
        if len(head) < RIFF.size or not head.startswith(b"RIFF"):
            return end
        _, length = RIFF.unpack(head)
        if length in RIFF_UNKNOWN:
            return None
        end = position + RIFF.size + length
        position = end + length % 2
    return None


def _end_of_segment(file: File, _head: bytes) -> int | None:
    segment = elements.segment(file)
    return segment.end if segment else None


def _end_of_footer(file: File, head: bytes) -> int | None:
    """Of an MXF whose header was written again when the rest was there."""
    pack = _partition(head)
    if pack is None or len(head) < pack + FOOTER_OFFSET.size:
        return None
    (footer,) = FOOTER_OFFSET.unpack_from(head, pack)
    if footer == 0:
        return None
    head = read_at(file, footer, HEAD + PARTITION_CONTENT.size)
    if not head:
        return int(footer + KEY)
    if not head.startswith(FOOTER_PARTITION[: len(head)]):
        return None
    pack = _partition(head)
    if pack is None or len(head) < pack + PARTITION_CONTENT.size:
        return int(footer + len(head) + 1)
    follows = sum(PARTITION_CONTENT.unpack_from(head, pack))
    return int(footer + pack + PARTITION_CONTENT.size + follows)


def _partition(head: bytes) -> int | None:
    """Where the content of a partition pack begins, behind key and length (SMPTE ST 336)."""
    if len(head) <= KEY:
        return None
    return KEY + 1 + (head[KEY] & 0x7F if head[KEY] & 0x80 else 0)


def _size_in_flv(file: File, head: bytes) -> int | None:
    if len(head) < FLV_TAG + FLV_TAG_HEAD or head[FLV_TAG] != FLV_SCRIPT:
        return None
    length = int.from_bytes(head[FLV_TAG + 1 : FLV_TAG + 4], "big")
    script = read_at(file, FLV_TAG + FLV_TAG_HEAD, min(length, 1 << 16))
    _, found, value = script.partition(FLV_SIZE)
    if not found or len(value) < struct.calcsize(">d"):
        return None
    (size,) = struct.unpack_from(">d", value)
    return int(size) if math.isfinite(size) and size > 0 else None


def _size_in_asf(file: File, _head: bytes) -> int | None:
    position = ASF_OBJECTS
    for _ in range(BOXES):
        head = read_at(file, position, ASF_PROPERTIES.size)
        if len(head) < ASF_PROPERTIES.size:
            return None
        name, length = ASF_OBJECT.unpack_from(head)
        if name == ASF_FILE:
            size, flags = ASF_PROPERTIES.unpack_from(head)
            return None if flags & ASF_BROADCAST or size == 0 else int(size)
        position += length
    return None


STATED: Final[Mapping[bytes, Callable[[File, bytes], int | None]]] = {
    elements.EBML: _end_of_segment,
    HEADER_PARTITION: _end_of_footer,
    b"FLV\1": _size_in_flv,
    ASF_HEADER: _size_in_asf,
}
"""By how files begin that say it in one place."""
