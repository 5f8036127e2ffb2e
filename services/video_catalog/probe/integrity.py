"""What FFmpeg does not tell of a file: that its end is missing, that it is encrypted.

By the sizes that containers write of themselves, and by the marks of encrypted samples and
packets. Whatever is not understood counts as whole and clear.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from typing import Any, Final, Protocol

BOX: Final = struct.Struct(">I4s")
LARGE_SIZE: Final = struct.Struct(">Q")
BOXES: Final = 64
"""How many are looked at; each may cost a request."""

TOP_LEVEL: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"pnot", b"pdin"}
)
"""Of ISO/IEC 14496-12 and QuickTime: what may stand at the top of a file, but for fragments.

Those are many, and a file that ends between two of them is whole.
"""

EBML: Final = b"\x1a\x45\xdf\xa3"
SEGMENT: Final = b"\x18\x53\x80\x67"
LONGEST_NUMBER: Final = 8
"""Bytes of EBML's longest number (RFC 8794)."""

ENCRYPTED_SAMPLES: Final = frozenset({"encv", "enca", "drmi", "drms"})
"""Sample entries of ISO/IEC 23001-7 and of FairPlay."""

PACKET: Final = 188
SYNC: Final = 0x47
NULL_PACKETS: Final = 0x1FFF
FIRST_STREAM: Final = 0x20
"""Below are the tables, which are never scrambled."""

PACKETS_LOOKED_AT: Final = 2000


class File(Protocol):
    """What is read of a file."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes from where it stands; none at the end."""

    def seek(self, offset: int, whence: int, /) -> int:
        """Go to an offset from the start (0)."""


def declared_size(file: File, size: int) -> int | None:
    """How large the file says that it is.

    Args:
        file: is left anywhere.
        size: that it is, in bytes.

    Returns:
        Bytes; `None` where it does not say.
    """
    head = _read(file, 0, 64)
    if head[4:8] in TOP_LEVEL:
        return _end_of_boxes(file, size)
    if head.startswith(EBML):
        return _end_of_segment(file, head)
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return 8 + int.from_bytes(head[4:8], "little")
    return None


def is_encrypted(streams: Sequence[Any]) -> bool:
    """Whether samples of any of PyAV's streams are, by their sample entries."""
    contexts = (stream.codec_context for stream in streams)
    return any(each is not None and each.codec_tag in ENCRYPTED_SAMPLES for each in contexts)


def is_scrambled(file: File) -> bool:
    """Whether most packets of an MPEG transport stream are (ISO/IEC 13818-1, 2.4.3.3)."""
    content = _read(file, 0, PACKETS_LOOKED_AT * PACKET)
    scrambled = clear = 0
    position = 0
    while position + PACKET <= len(content):
        if content[position] != SYNC:
            # Packets of 192 or 204 bytes have something between them.
            position += 1
            continue
        identifier = int.from_bytes(content[position + 1 : position + 3], "big") & 0x1FFF
        if FIRST_STREAM <= identifier < NULL_PACKETS:
            if content[position + 3] & 0xC0:
                scrambled += 1
            else:
                clear += 1
        position += PACKET
    return scrambled > clear


def _end_of_boxes(file: File, size: int) -> int | None:
    position = 0
    for _ in range(BOXES):
        if position >= size:
            return position
        head = _read(file, position, BOX.size + LARGE_SIZE.size)
        length = _length_of_box(head, size - position)
        if length is None:
            return None
        position += length
    return None


def _length_of_box(head: bytes, rest: int) -> int | None:
    """What the head of a box says; `None` where it is no head, or of a box that tells nothing."""
    if len(head) < BOX.size:
        return BOX.size
    length, kind = BOX.unpack_from(head)
    if kind not in TOP_LEVEL:
        return None
    if length == 0:
        return rest
    if length == 1:
        whole = BOX.size + LARGE_SIZE.size
        length = whole if len(head) < whole else LARGE_SIZE.unpack_from(head, BOX.size)[0]
    return int(length) if length >= BOX.size else None


def _end_of_segment(file: File, head: bytes) -> int | None:
    found = _number(head, len(EBML))
    if found is None:
        return None
    length, start = found
    position = start + length
    head = _read(file, position, len(SEGMENT) + LONGEST_NUMBER)
    if not head.startswith(SEGMENT):
        return None
    found = _number(head, len(SEGMENT))
    if found is None:
        return None
    length, start = found
    return position + start + length


def _number(content: bytes, start: int) -> tuple[int, int] | None:
    """EBML's number at an offset and the offset behind it; `None` for "unknown" and for none."""
    first = content[start] if start < len(content) else 0
    length = LONGEST_NUMBER + 1 - first.bit_length()
    written = content[start : start + length]
    if first == 0 or len(written) < length:
        return None
    most = (1 << 7 * length) - 1
    value = int.from_bytes(written, "big") & most
    return None if value == most else (value, start + length)


def _read(file: File, offset: int, length: int) -> bytes:
    file.seek(offset, os.SEEK_SET)
    content = b""
    while len(content) < length and (part := file.read(length - len(content))):
        content += part
    return content
