"""The first picture of a stream, which carries what PyAV does not tell of the stream itself.

A decoder adds what the container says, as the display matrix, to what the bitstream says.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
from av.sidedata.sidedata import Type

from video_catalog.metadata import Chromaticity, ContentLightLevel, MasteringDisplay

MAX_PACKETS: Final = 256
MAX_BYTES: Final = 32 * 2**20
"""How much is read for the first pictures of all streams; one of 8K in ProRes takes 12 MiB."""

# AVMasteringDisplayMetadata and AVContentLightMetadata of libavutil/mastering_display_metadata.h.
MASTERING_DISPLAY: Final = struct.Struct("=20i2i")
CONTENT_LIGHT_LEVEL: Final = struct.Struct("=2I")
# Rows of a, b, u; c, d, v; x, y, w: libavutil/display.h.
DISPLAY_MATRIX: Final = struct.Struct("=9i")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a stream's first picture says.

    Attributes:
        coded_width: in pixels, before cropping.
        coded_height: in pixels, before cropping.
        interlaced: whether it is made of two fields.
        rotation: clockwise degrees by which it is turned to be shown.
        mirrored: whether left and right are then swapped.
        mastering_display: what it was graded on.
        content_light_level: how bright pictures get.
        hdr10_plus: whether it carries SMPTE ST 2094-40.
        closed_captions: whether it carries CEA-608 or CEA-708.
    """

    coded_width: int
    coded_height: int
    interlaced: bool
    rotation: int
    mirrored: bool
    mastering_display: MasteringDisplay | None
    content_light_level: ContentLightLevel | None
    hdr10_plus: bool
    closed_captions: bool


def first_pictures(container: Any, streams: Sequence[Any]) -> Mapping[int, Picture]:  # noqa: ANN401 - PyAV's types hide what is absent
    """The first picture of each stream that can be decoded, by the stream's index."""
    wanted = {stream.index: stream for stream in streams if stream.codec_context}
    for stream in container.streams:
        if stream.index not in wanted:
            stream.discard = av.stream.Discard.all
    found: dict[int, Picture] = {}
    try:
        _read(container, wanted, found)
    except av.FFmpegError:
        # What comes after a broken packet stays unknown; the headers were read all the same.
        return found
    return found


def _read(container: Any, wanted: dict[int, Any], found: dict[int, Picture]) -> None:  # noqa: ANN401 - likewise
    size = 0
    if not wanted:
        return
    for number, packet in enumerate(container.demux(*wanted.values())):
        size += packet.size
        stream = wanted.get(packet.stream_index)
        if stream and packet.size and packet.is_keyframe:
            picture = _picture(stream.codec_context, packet)
            if picture:
                found[stream.index] = picture
            stream.discard = av.stream.Discard.all
            del wanted[stream.index]
        if not wanted or number == MAX_PACKETS or size > MAX_BYTES:
            return


def _picture(codec: Any, packet: Any) -> Picture | None:  # noqa: ANN401 - likewise
    # One picture is not worth starting threads for, and a sandbox may refuse them.
    codec.thread_count = 1
    codec.thread_type = "NONE"
    try:
        frames = codec.decode(packet) or codec.decode(None)
    except av.FFmpegError:
        return None
    if not frames:
        return None
    side_data = {each.type: bytes(each) for each in frames[0].side_data}
    rotation, mirrored = _turned(side_data.get(Type.DISPLAYMATRIX))
    return Picture(
        coded_width=codec.coded_width,
        coded_height=codec.coded_height,
        interlaced=frames[0].interlaced_frame,
        rotation=rotation,
        mirrored=mirrored,
        mastering_display=_mastering_display(side_data.get(Type.MASTERING_DISPLAY_METADATA)),
        content_light_level=_content_light_level(side_data.get(Type.CONTENT_LIGHT_LEVEL)),
        hdr10_plus=Type.DYNAMIC_HDR_PLUS in side_data,
        closed_captions=Type.A53_CC in side_data,
    )


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
