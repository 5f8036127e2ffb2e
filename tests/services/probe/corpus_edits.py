"""What FFmpeg's encoders and muxers don't write, put into the bytes afterwards."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import av

TS_PACKET: Final = 188
PMT_PID: Final = 0x1000
FIRST_STREAM_PID: Final = 0x100

# Country, provider (ATSC), `GA94`, type of cc_data; one pair of bytes for each field.
# ANSI/CTA-708-E, 4.4.
CEA_608: Final = bytes.fromhex("b5 0031 47413934 03 c2 ff fc 9420 fd 8080 ff")

# Country, provider (Samsung), application 4 version 1; then one window as SMPTE ST 2094-40 has it.
HDR10_PLUS_HEAD: Final = bytes.fromhex("b5 003c 0001 04 01")


def sei(payload: bytes, *, hevc: bool) -> Callable[[bytes], bytes]:
    """Puts a message registered by ITU-T T.35 before what an encoder gives."""
    head = b"\x4e\x01" if hevc else b"\x06"
    body = _escaped(bytes([4, len(payload)]) + payload + b"\x80")
    unit = head + body
    return lambda packet: b"\0\0\0\1" + unit + packet


def _escaped(data: bytes) -> bytes:
    escaped = bytearray()
    for byte in data:
        if byte <= 3 and escaped[-2:] == b"\0\0":
            escaped.append(3)
        escaped.append(byte)
    return bytes(escaped)


def hdr10_plus() -> bytes:
    """The least that a message of HDR10+ can say."""
    bits = "".join(
        f"{value:0{length}b}"
        for value, length in [
            (1, 2),  # windows
            (400, 27),  # targeted_system_display_maximum_luminance
            (0, 1),  # targeted_system_display_actual_peak_luminance_flag
            (5000, 17),
            (5000, 17),
            (5000, 17),  # maxscl
            (1000, 17),  # average_maxrgb
            (1, 4),  # percentiles
            (99, 7),
            (4000, 17),
            (10, 10),  # fraction_bright_pixels
            (0, 1),  # mastering_display_actual_peak_luminance_flag
            (0, 1),  # tone_mapping_flag
            (0, 1),  # color_saturation_mapping_flag
        ]
    )
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return HDR10_PLUS_HEAD + int(padded, 2).to_bytes(len(padded) // 8, "big")


def dolby_vision(content: bytes) -> bytes:
    """An MP4 of HEVC as profile 8, level 6, compatible with HDR10: ETSI TS 103 572."""
    profile, level, compatibility = 8, 6, 1
    flags = profile << 9 | level << 3 | 0b101
    record = struct.pack(">BBHB19x", 1, 0, flags, compatibility << 4)
    return insert_box(content, [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"], record)


def insert_box(content: bytes, path: list[bytes], record: bytes) -> bytes:
    """Puts a `dvvC` box at the end of the first sample entry; `moov` is the file's last box."""
    edited = bytearray(content)
    box = struct.pack(">I4s", 8 + len(record), b"dvvC") + record
    start, sizes = 0, []
    for name in path:
        start = _find(edited, start, name)
        sizes.append(start)
        start += 8
    # Version, flags, count of entries; then the entry.
    entry = start + 8
    sizes.append(entry)
    end = entry + struct.unpack_from(">I", edited, entry)[0]
    edited[end:end] = box
    for position in sizes:
        (size,) = struct.unpack_from(">I", edited, position)
        struct.pack_into(">I", edited, position, size + len(box))
    return bytes(edited)


def _find(content: bytearray, start: int, name: bytes) -> int:
    while content[start + 4 : start + 8] != name:
        start += int(struct.unpack_from(">I", content, start)[0])
    return start


def in_matroska(content: bytes) -> bytes:
    """The first stream, with what its container says of it, in another container."""
    made = io.BytesIO()
    with (
        av.open(io.BytesIO(content), "r") as source,
        av.open(made, "w", format="matroska") as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    return made.getvalue()


EBML_SEGMENT: Final = bytes.fromhex("18538067")
EBML_TRACKS: Final = bytes.fromhex("1654ae6b")
EBML_TRACK: Final = b"\xae"
LONG_SIZE: Final = 8
UNKNOWN_SIZE: Final = b"\x01" + b"\xff" * 7


def element(name: str, content: bytes) -> bytes:
    """An element of EBML, its name in hexadecimal."""
    return bytes.fromhex(name) + (1 << 56 | len(content)).to_bytes(8, "big") + content


ENCRYPTED: Final = element("5033", b"\1") + element(
    "5035", element("47e1", b"\5") + element("47e2", b"key")
)
COMPRESSED: Final = element("5033", b"\0") + element("5034", element("4254", b"\3"))
"""How a track's frames are encoded: by AES, and without the bytes with which all begin (none)."""


def encoded(content: bytes, encoding: bytes) -> bytes:
    """A WebM file whose track's frames are encoded in a way."""

    def edit(track: bytes) -> bytes:
        size, start = _ebml_number(track, len(EBML_TRACK))
        return element(
            "ae", track[start : start + size] + element("6d80", element("6240", encoding))
        )

    return with_tracks(content, edit)


def with_tracks(content: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """A WebM file of one track, with others instead, and without a size."""
    tracks = content.index(EBML_TRACKS, content.index(EBML_TRACKS) + 1)
    size, start = _ebml_number(content, tracks + len(EBML_TRACKS))
    edited = element("1654ae6b", edit(content[start : start + size]))
    return of_unknown_size(content[:tracks] + edited + content[start + size :])


def of_unknown_size(content: bytes) -> bytes:
    """A Matroska file that does not tell how long it is."""
    at = content.index(EBML_SEGMENT) + len(EBML_SEGMENT)
    return content[:at] + UNKNOWN_SIZE + content[at + LONG_SIZE :]


MASTERS: Final = frozenset(
    bytes.fromhex(name) for name in ("18538067", "114d9b74", "1549a966", "1654ae6b", "ae", "e0",
                                     "1f43b675", "1254c367", "7373", "67c8")
)  # fmt: skip
"""Elements of Matroska that hold elements, as FFmpeg writes them."""


def elements(content: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where each element begins, and those in it."""
    end = len(content) if end is None else end
    while start < end:
        yield start
        name = content[start : start + 9 - content[start].bit_length()]
        size, begin = _ebml_number(content, start + len(name))
        if name in MASTERS:
            yield from elements(content, begin, begin + size)
        start = begin + size


def _ebml_number(content: bytes, start: int) -> tuple[int, int]:
    """The number and the offset behind it."""
    end = start + 9 - content[start].bit_length()
    return int.from_bytes(content[start:end]) & (1 << 7 * (end - start)) - 1, end


def joined_late(content: bytes) -> bytes:
    """A transport stream without its first picture, as of a receiver that was switched on."""
    kept = bytearray()
    pictures = 0
    for packet in _packets(content):
        if int.from_bytes(packet[1:3]) & 0x1FFF == FIRST_STREAM_PID:
            pictures += packet[1] >> 6 & 1
            if pictures == 1:
                continue
        kept += packet
    return bytes(kept)


@dataclass(frozen=True)
class Elementary:
    """An elementary stream of a program.

    Attributes:
        pid: of its packets; FFmpeg's muxer counts from 0x100.
        kind: stream_type, ISO/IEC 13818-1 table 2-34.
        descriptors: what the program map says of it.
    """

    pid: int
    kind: int = 27
    descriptors: bytes = b""


# Component tag 0x30, then data_component_id 8: ARIB STD-B10 and STD-B24.
ARIB_CAPTION: Final = bytes.fromhex("520130 fd030008 3d")


def mapped(*programs: Sequence[Elementary]) -> Callable[[bytes], bytes]:
    """A transport stream whose elementary streams belong to these programs, from number 1.

    Every program association is replaced, and every program map by one of each program.
    """

    def edit(content: bytes) -> bytes:
        edited = bytearray()
        for packet in _packets(content):
            pid = int.from_bytes(packet[1:3]) & 0x1FFF
            if pid == 0:
                maps = enumerate(range(PMT_PID, PMT_PID + len(programs)), 1)
                body = b"".join(struct.pack(">HH", number, 0xE000 | map_) for number, map_ in maps)
                edited += _section_packet(packet, 0, b"\0", 1, body)
            elif pid == PMT_PID:
                for number, streams in enumerate(programs):
                    edited += _section_packet(
                        packet, PMT_PID + number, b"\2", number + 1, _map(streams)
                    )
            else:
                edited += packet
        return bytes(edited)

    return edit


def _map(streams: Sequence[Elementary]) -> bytes:
    body = struct.pack(">HH", 0xE000 | streams[0].pid, 0xF000)
    for each in streams:
        length = 0xF000 | len(each.descriptors)
        body += struct.pack(">BHH", each.kind, 0xE000 | each.pid, length) + each.descriptors
    return body


def _packets(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), TS_PACKET):
        yield content[start : start + TS_PACKET]


def _section_packet(like: bytes, pid: int, table: bytes, identifier: int, body: bytes) -> bytes:
    head = table + struct.pack(">HHBBB", 0xB000 | (len(body) + 9), identifier, 0b11000001, 0, 0)
    section = head + body
    section += struct.pack(">I", _crc(section))
    start = struct.pack(">BHB", 0x47, 0x4000 | pid, 0x10 | (like[3] & 0x0F)) + b"\0"
    return (start + section).ljust(TS_PACKET, b"\xff")


def _crc(section: bytes) -> int:
    """CRC of ISO/IEC 13818-1, annex A."""
    crc = 0xFFFFFFFF
    for byte in section:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
