"""The first picture of a stream, which carries what PyAV does not tell of the stream itself.

A decoder adds what the container says, as the display matrix, to what the bitstream says. That
takes as long as all the rest of a probe, so pictures are decoded only where there may be something.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
from av.sidedata.sidedata import Type
from av.stream import Discard

from video_catalog.metadata import Chromaticity, ContentLightLevel, MasteringDisplay

MAX_PACKETS: Final = 256
MAX_BYTES: Final = 32 * 2**20
"""How much is read for the first pictures of all streams; one of 8K in ProRes takes 12 MiB."""

CLOSED_CAPTIONS: Final = (b"\xb5\0\x31GA94\3", b"\0\0\1\xb2GA94\3")
"""How CEA-608 and CEA-708 begin in H.264 and HEVC, and in MPEG-2: ANSI/SCTE 128-1, ATSC A/53-4."""

# AVMasteringDisplayMetadata and AVContentLightMetadata of libavutil/mastering_display_metadata.h.
MASTERING_DISPLAY: Final = struct.Struct("=20i2i")
CONTENT_LIGHT_LEVEL: Final = struct.Struct("=2I")
# Rows of a, b, u; c, d, v; x, y, w: libavutil/display.h.
DISPLAY_MATRIX: Final = struct.Struct("=9i")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What a decoder says of a picture.

    Attributes:
        interlaced: whether it is made of two fields.
        rotation: clockwise degrees by which it is turned to be shown.
        mirrored: whether left and right are then swapped.
        mastering_display: what it was graded on.
        content_light_level: how bright pictures get.
        hdr10_plus: whether it carries SMPTE ST 2094-40.
    """

    interlaced: bool
    rotation: int
    mirrored: bool
    mastering_display: MasteringDisplay | None
    content_light_level: ContentLightLevel | None
    hdr10_plus: bool


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A stream's first picture.

    Attributes:
        closed_captions: whether it carries CEA-608 or CEA-708.
        decoded: what its decoder says, where it was asked and could.
    """

    closed_captions: bool
    decoded: Decoded | None


def first_pictures(
    container: Any,  # noqa: ANN401 - PyAV's types hide what is absent
    streams: Sequence[Any],
    *,
    decode: Collection[int],
) -> Mapping[int, Picture]:
    """The first pictures, by their stream's index; none where none was found soon.

    Args:
        container: an open one, which is read on.
        streams: those of its streams that are wanted.
        decode: indexes of the streams whose pictures are decoded.
    """
    wanted = {stream.index: stream for stream in streams}
    for stream in container.streams:
        if stream.index not in wanted:
            stream.discard = Discard.all
    found: dict[int, Picture] = {}
    # What comes after a broken packet stays unknown; the headers were read all the same.
    with suppress(av.FFmpegError):
        for packet in _first_packets(container, wanted):
            codec = packet.stream.codec_context
            found[packet.stream_index] = Picture(
                closed_captions=any(each in bytes(packet) for each in CLOSED_CAPTIONS),
                decoded=_decoded(codec, packet) if packet.stream_index in decode else None,
            )
    return found


def _first_packets(container: Any, wanted: dict[int, Any]) -> Iterator[Any]:  # noqa: ANN401 - likewise
    """The first packet of each stream that can be decoded alone."""
    size = 0
    for number, packet in enumerate(container.demux(*wanted.values())):
        size += packet.size
        if packet.size and packet.is_keyframe and packet.stream_index in wanted:
            del wanted[packet.stream_index]
            yield packet
        if not wanted or number == MAX_PACKETS or size > MAX_BYTES:
            return


def _decoded(codec: Any, packet: Any) -> Decoded | None:  # noqa: ANN401 - likewise
    try:
        frames = codec.decode(_shown(packet)) or codec.decode(None)
    except av.FFmpegError:
        return None
    if not frames:
        return None
    side_data = {each.type: bytes(each) for each in frames[0].side_data}
    rotation, mirrored = _turned(side_data.get(Type.DISPLAYMATRIX))
    return Decoded(
        interlaced=frames[0].interlaced_frame,
        rotation=rotation,
        mirrored=mirrored,
        mastering_display=_mastering_display(side_data.get(Type.MASTERING_DISPLAY_METADATA)),
        content_light_level=_content_light_level(side_data.get(Type.CONTENT_LIGHT_LEVEL)),
        hdr10_plus=Type.DYNAMIC_HDR_PLUS in side_data,
    )


def _shown(packet: Any) -> Any:  # noqa: ANN401 - likewise
    """The packet, without the mark by which an edit list keeps its picture from being shown."""
    if not packet.is_discard:
        return packet
    copy = av.Packet(bytes(packet))
    copy.is_keyframe = True
    for side_data in packet.iter_sidedata():
        copy.set_sidedata(side_data)
    return copy


def _turned(data: bytes | None) -> tuple[int, bool]:
    if data is None:
        return 0, False
    a, b, _, c, d, *_ = DISPLAY_MATRIX.unpack_from(data)
    mirrored = a * d < b * c
    if mirrored:
        a = -a
    return round(math.degrees(math.atan2(b, a))) % 360, mirrored


def _mastering_display(data: bytes | None) -> MasteringDisplay | None:
    if data is None:
        return None
    *pairs, has_primaries, has_luminance = MASTERING_DISPLAY.unpack_from(data)
    values = [_fraction(*pair) for pair in zip(pairs[::2], pairs[1::2], strict=True)]
    colors = [_chromaticity(*values[i : i + 2]) if has_primaries else None for i in (0, 2, 4, 6)]
    red, green, blue, white = colors
    return MasteringDisplay(
        red=red,
        green=green,
        blue=blue,
        white=white,
        min_luminance=values[8] if has_luminance else None,
        max_luminance=values[9] if has_luminance else None,
    )


def _chromaticity(x: Fraction | None, y: Fraction | None) -> Chromaticity | None:
    return None if x is None or y is None else Chromaticity(x=x, y=y)


def _fraction(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(numerator, denominator) if denominator else None


def _content_light_level(data: bytes | None) -> ContentLightLevel | None:
    if data is None:
        return None
    content, average = CONTENT_LIGHT_LEVEL.unpack_from(data)
    return ContentLightLevel(max_content=content, max_frame_average=average)
