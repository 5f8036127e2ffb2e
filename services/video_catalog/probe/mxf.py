"""Where the partitions of an MXF are, SMPTE ST 377-1: FFmpeg looks at each, one after the other."""

from __future__ import annotations

import struct
from typing import Final

from video_catalog.probe.limits import KIB
from video_catalog.probe.reading import File, read_at

PARTITION: Final = bytes.fromhex("060e2b34020501010d01020101")
INDEX: Final = PARTITION + b"\x11\1\0"
"""Key of the random index pack, which ends the file."""

LENGTH: Final = struct.Struct(">I")
"""Of the whole pack: its last bytes."""

ENTRY: Final = struct.Struct(">4xQ")
"""What is in the partition, and its offset."""

LONGEST: Final = 32 * KIB
"""Has some 2,700 partitions; most files have one for ten seconds."""

LONG_LENGTH: Final = 0x80


def is_mxf(file: File) -> bool:
    """Whether a file begins as one does; it is left anywhere."""
    return read_at(file, 0, len(PARTITION)) == PARTITION


def partitions(file: File, size: int) -> list[int]:
    """Offsets of the partitions, as far as the file lists them.

    Args:
        file: is left anywhere.
        size: in bytes.
    """
    if size < LENGTH.size or not is_mxf(file):
        return []
    (length,) = LENGTH.unpack(read_at(file, size - LENGTH.size, LENGTH.size).rjust(4, b"\0"))
    if not len(INDEX) < length <= min(size, LONGEST):
        return []
    pack = read_at(file, size - length, length)
    if not pack.startswith(INDEX):
        return []
    mark = pack[len(INDEX)]
    begin = len(INDEX) + 1 + (mark & ~LONG_LENGTH if mark & LONG_LENGTH else 0)
    entries = pack[begin : len(pack) - LENGTH.size]
    whole = entries[: len(entries) // ENTRY.size * ENTRY.size]
    return [offset for (offset,) in ENTRY.iter_unpack(whole)]
