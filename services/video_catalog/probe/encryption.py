"""Whether a file is encrypted, by the marks of its tracks or packets.

What is not understood counts as clear.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from video_catalog.probe import elements
from video_catalog.probe.boxes import Track
from video_catalog.probe.reading import File, Window, read_at

ENCRYPTED_SAMPLES: Final = frozenset(
    {b"encv", b"enca", b"enct", b"encs", b"encm", b"drmi", b"drms"}
)
"""Sample entries of ISO/IEC 14496-12 and of FairPlay."""

TRACKS: Final = b"\x16\x54\xae\x6b"
TRACK_ENCRYPTION: Final = (
    b"\xae",  # TrackEntry
    b"\x6d\x80",  # ContentEncodings
    b"\x62\x40",  # ContentEncoding
    b"\x50\x35",  # ContentEncryption
)
"""Elements of Matroska (RFC 9559), one in the other."""

PACKET: Final = 188
SYNC: Final = 0x47
NULL_PACKETS: Final = 0x1FFF
FIRST_STREAM: Final = 0x20
"""Below are the tables, which are never scrambled."""

PACKETS_LOOKED_AT: Final = 2000


def are_encrypted(tracks: list[Track]) -> bool:
    """Whether samples of any track are; FFmpeg tells what they are when they are decrypted."""
    return any(not ENCRYPTED_SAMPLES.isdisjoint(each.formats) for each in tracks)


def is_encrypted(file: File, size: int) -> bool:
    """Whether any track of a Matroska file is.

    Args:
        file: is left anywhere.
        size: in bytes.
    """
    whole = elements.segment(file)
    if whole is None:
        return False
    window = Window(file)
    # The media may be far behind.
    found = list(islice(elements.inside(window, whole._replace(end=size), TRACKS), 1))
    for name in TRACK_ENCRYPTION:
        found = [each for parent in found for each in elements.inside(window, parent, name)]
    return bool(found)


def is_scrambled(file: File) -> bool:
    """Whether most packets of an MPEG transport stream are (ISO/IEC 13818-1, 2.4.3.3)."""
    content = read_at(file, 0, PACKETS_LOOKED_AT * PACKET)
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
