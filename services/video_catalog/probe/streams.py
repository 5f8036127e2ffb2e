"""What PyAV's streams say, in the catalogue's terms."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import Any, Final

import av
from av.stream import Disposition

from video_catalog.metadata import (
    AudioStream,
    DolbyVision,
    FieldOrder,
    FrameRateMode,
    Hdr,
    Scan,
    SubtitleStream,
    VideoStream,
)
from video_catalog.probe.description import DISPLAY_MATRIX, StreamDescription
from video_catalog.probe.parameter_sets import h264_coded_size, hevc_scan
from video_catalog.probe.picture import Decoded, Picture

UNKNOWN_LEVEL: Final = -99
"""FFmpeg's AV_LEVEL_UNKNOWN."""

UNSPECIFIED: Final = 2
"""What ITU-T H.273 writes for an unknown colour."""

RESERVED: Final = 0
"""What ITU-T H.273 leaves without meaning, except among the matrices, where it is RGB."""

PQ: Final = 16
HLG: Final = 18
"""Transfer characteristics of ITU-T H.273."""

COLOR_RANGES: Final = {1: "limited", 2: "full"}

# FFmpeg's AVFieldOrder.
PROGRESSIVE: Final = 1
FIELD_ORDERS: Final[dict[int, FieldOrder]] = {2: "tt", 3: "bb", 4: "tb", 5: "bt"}
PROGRESSIVE_CODECS: Final = frozenset({"vp8", "vp9", "av1"})
"""Codecs that know no fields."""

SUBSAMPLINGS: Final = {
    (8, 8): "4:4:4",
    (4, 8): "4:2:2",
    (4, 4): "4:2:0",
    (2, 8): "4:1:1",
    (2, 2): "4:1:0",
    (8, 4): "4:4:0",
}
"""By width and height of the chroma planes of 8 by 8 pixels."""

UNDETERMINED: Final = "und"
"""What ISO 639-2 writes for an unknown language."""


def video_stream(
    stream: Any,  # noqa: ANN401 - PyAV's types hide what is absent
    description: StreamDescription,
    picture: Picture | None,
    frame_rate_mode: FrameRateMode | None,
) -> VideoStream:
    """A stream of pictures.

    Args:
        stream: PyAV's.
        description: what FFmpeg says beside.
        picture: the first one, where it was found.
        frame_rate_mode: whether its frames last equally long.
    """
    codec = stream.codec_context
    width, height = (codec.width or None, codec.height or None) if codec else (None, None)
    aspect = (stream.sample_aspect_ratio or None) if codec else None
    format_ = codec.format if codec else None
    transfer = _color(codec.color_trc) if codec else None
    decoded = picture.decoded if picture else None
    scan, field_order = _fields(codec, description.codec, decoded)
    coded_width, coded_height = _coded_size(codec, description.codec)
    rotation, mirrored = _turned(description, decoded)
    return VideoStream(
        index=stream.index,
        codec=description.codec,
        profile=stream.profile,
        level=codec.level if codec and codec.level != UNKNOWN_LEVEL else None,
        coded_width=coded_width,
        coded_height=coded_height,
        width=width,
        height=height,
        sample_aspect_ratio=aspect,
        display_aspect_ratio=aspect * width / height if aspect and width and height else None,
        rotation=rotation,
        is_mirrored=mirrored,
        average_frame_rate=stream.average_rate or None,
        base_frame_rate=stream.base_rate or None,
        frame_rate_mode=frame_rate_mode,
        scan=scan,
        field_order=field_order,
        pixel_format=codec.pix_fmt if codec else None,
        bit_depth=format_.components[0].bits if format_ and format_.components else None,
        chroma_subsampling=_chroma_subsampling(format_),
        color_primaries=_color(codec.color_primaries) if codec else None,
        color_transfer=transfer,
        color_matrix=_matrix(codec.colorspace) if codec else None,
        color_range=COLOR_RANGES.get(int(codec.color_range)) if codec else None,
        hdr=_hdr(transfer, decoded, description.dolby_vision),
        mastering_display=decoded.mastering_display if decoded else None,
        content_light_level=decoded.content_light_level if decoded else None,
        dolby_vision=description.dolby_vision,
        # Later pictures may carry what the first does not.
        has_hdr10_plus=(decoded is not None and decoded.hdr10_plus) or None,
        has_closed_captions=(picture is not None and picture.closed_captions) or None,
        bit_rate=codec.bit_rate or None if codec else None,
        is_cover_art=bool(stream.disposition & Disposition.attached_pic),
        **_common(stream),
    )


def needs_decoding(stream: Any, description: StreamDescription) -> bool:  # noqa: ANN401 - likewise
    """Whether a picture may tell what the stream's headers don't."""
    codec = stream.codec_context
    if codec is None:
        return False
    scan, _ = _fields(codec, description.codec, None)
    return DISPLAY_MATRIX in description.side_data or codec.color_trc in {PQ, HLG} or scan is None


def audio_stream(stream: Any, description: StreamDescription) -> AudioStream:  # noqa: ANN401 - likewise
    """A stream of sound, as PyAV and FFmpeg's description have it."""
    codec = stream.codec_context
    return AudioStream(
        index=stream.index,
        codec=description.codec,
        profile=stream.profile,
        sample_rate=codec.sample_rate or None if codec else None,
        channels=codec.channels or None if codec else None,
        layout=_layout(codec),
        bit_depth=_sample_bits(codec, description),
        bit_rate=codec.bit_rate or None if codec else None,
        **_common(stream),
    )


def subtitle_stream(stream: Any, description: StreamDescription) -> SubtitleStream:  # noqa: ANN401 - likewise
    """A stream of subtitles, as PyAV and FFmpeg's description have it."""
    return SubtitleStream(index=stream.index, codec=description.codec, **_common(stream))


def _common(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    language = stream.metadata.get("language")
    return {
        "duration": seconds(stream.duration, stream.time_base),
        "language": None if language == UNDETERMINED else language,
        "is_default": bool(stream.disposition & Disposition.default),
        "disposition": tuple(
            str(each.name) for each in Disposition if stream.disposition & each.value
        ),
        "tags": dict(stream.metadata),
    }


def seconds(duration: int | None, time_base: Fraction | None) -> Fraction | None:
    """A duration in units of the time base, if it is known."""
    return duration * time_base if duration and duration > 0 and time_base else None


def _color(value: int) -> int | None:
    return None if int(value) in {RESERVED, UNSPECIFIED} else int(value)


def _matrix(value: int) -> int | None:
    return None if int(value) == UNSPECIFIED else int(value)


def _coded_size(codec: Any, name: str | None) -> tuple[int | None, int | None]:  # noqa: ANN401 - likewise
    if codec is None or not codec.width:
        return None, None
    if name == "h264":
        return h264_coded_size(codec.extradata or b"") or (None, None)
    # A decoder reads the headers when it is opened; one that tells no other size crops nothing.
    with suppress(av.FFmpegError):
        codec.open(strict=False)
    return codec.coded_width or codec.width, codec.coded_height or codec.height


def _turned(
    description: StreamDescription, decoded: Decoded | None
) -> tuple[int | None, bool | None]:
    if DISPLAY_MATRIX not in description.side_data:
        return 0, False
    return (decoded.rotation, decoded.mirrored) if decoded else (None, None)


def _fields(
    codec: Any,  # noqa: ANN401 - likewise
    name: str | None,
    decoded: Decoded | None,
) -> tuple[Scan | None, FieldOrder | None]:
    order = int(codec.field_order) if codec else 0
    if order in FIELD_ORDERS:
        return "interlaced", FIELD_ORDERS[order]
    if order == PROGRESSIVE or name in PROGRESSIVE_CODECS:
        return "progressive", None
    if scan := hevc_scan(codec.extradata or b"") if codec and name == "hevc" else None:
        return scan, None
    # One picture that is no pair of fields does not speak for all.
    return ("interlaced" if decoded and decoded.interlaced else None), None


def _chroma_subsampling(format_: Any) -> str | None:  # noqa: ANN401 - likewise
    if format_ is None or format_.is_rgb or not format_.components:
        return None
    if not any(each.is_chroma for each in format_.components):
        return "4:0:0"
    return SUBSAMPLINGS.get((format_.chroma_width(8), format_.chroma_height(8)))


def _hdr(
    transfer: int | None, decoded: Decoded | None, dolby_vision: DolbyVision | None
) -> Hdr | None:
    if dolby_vision:
        return "Dolby Vision"
    if transfer is None:
        return None
    if transfer == PQ:
        return _kind_of_pq(decoded)
    return "HLG" if transfer == HLG else "SDR"


def _kind_of_pq(decoded: Decoded | None) -> Hdr | None:
    if decoded is None:
        return None
    if decoded.hdr10_plus:
        return "HDR10+"
    return "HDR10" if decoded.mastering_display or decoded.content_light_level else "PQ"


def _layout(codec: Any) -> str | None:  # noqa: ANN401 - likewise
    name: str | None = codec.layout.name if codec and codec.channels else None
    # What FFmpeg calls channels that are not told apart.
    return name if name and not name.endswith(" channels") else None


def _sample_bits(codec: Any, description: StreamDescription) -> int | None:  # noqa: ANN401 - likewise
    if description.raw_bits:
        return description.raw_bits
    lossless = codec and codec.codec.lossless and not codec.codec.lossy
    return codec.format.bits if lossless and codec.format else None
