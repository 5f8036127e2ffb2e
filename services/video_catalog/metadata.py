"""What is known of a video. What is unknown is `None`, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

PROBE_VERSION: Final = 4
"""Recorded with every probe; raised when the same file would give another answer."""

FRACTION: Final = re.compile(r"-?[0-9]{1,40}(/[1-9][0-9]{0,39})?", re.ASCII)
"""How a fraction is written. `Fraction` itself reads exponents, which a hostile one makes huge."""


Scan = Literal["progressive", "interlaced"]
FieldOrder = Literal["tt", "bb", "tb", "bt"]
FrameRateMode = Literal["constant", "variable"]
Hdr = Literal["SDR", "HLG", "PQ", "HDR10", "HDR10+", "Dolby Vision"]


@dataclass(frozen=True, kw_only=True)
class Chromaticity:
    """A colour of CIE 1931.

    Attributes:
        x: first coordinate, without a unit.
        y: second coordinate, without a unit.
    """

    x: Fraction
    y: Fraction


@dataclass(frozen=True, kw_only=True)
class MasteringDisplay:
    """The display that the video was graded on, SMPTE ST 2086.

    Attributes:
        red: primary.
        green: primary.
        blue: primary.
        white: point.
        min_luminance: in cd/m2.
        max_luminance: in cd/m2.
    """

    red: Chromaticity | None
    green: Chromaticity | None
    blue: Chromaticity | None
    white: Chromaticity | None
    min_luminance: Fraction | None
    max_luminance: Fraction | None


@dataclass(frozen=True, kw_only=True)
class ContentLightLevel:
    """How bright the pictures get, CTA-861.3.

    Attributes:
        max_content: of the brightest pixel (MaxCLL), in cd/m2.
        max_frame_average: of the brightest picture (MaxFALL), in cd/m2.
    """

    max_content: int
    max_frame_average: int


@dataclass(frozen=True, kw_only=True)
class DolbyVision:
    """The configuration record of a Dolby Vision stream.

    Attributes:
        profile: as 8.
        level: as 6.
        compatibility: with what else the base layer is: 1 HDR10, 2 SDR, 4 HLG, 0 nothing.
        has_enhancement_layer: whether there is a second layer of pictures.
    """

    profile: int
    level: int
    compatibility: int
    has_enhancement_layer: bool


@dataclass(frozen=True, kw_only=True)
class VideoStream:
    """A stream of pictures.

    Attributes:
        index: of the stream in its container, from 0.
        codec: FFmpeg's name of the codec, as `h264`.
        profile: of the codec, as `High`.
        level: of the codec, as the codec itself writes it: 30 for H.264's 3.0.
        coded_width: of the picture before it is cropped, in pixels.
        coded_height: of the picture before it is cropped, in pixels.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        sample_aspect_ratio: width to height of one pixel.
        display_aspect_ratio: width to height of the picture as shown, before it is turned.
        rotation: clockwise degrees by which players turn the picture, from 0 to 359.
        is_mirrored: whether players swap left and right, after they turn the picture.
        average_frame_rate: frames a second over the whole stream.
        base_frame_rate: lowest rate that all timestamps can be written in, a second.
        frame_rate_mode: whether all frames are shown equally long, where the container tells.
        scan: whether a picture is one frame or two fields.
        field_order: of interlaced pictures: which field is coded first, then which is shown first.
        pixel_format: FFmpeg's name, as `yuv420p10le`.
        bit_depth: bits of one component.
        chroma_subsampling: as `4:2:0`; null for RGB.
        color_primaries: number of ITU-T H.273, as 9 for BT.2020.
        color_transfer: number of ITU-T H.273, as 18 for HLG.
        color_matrix: number of ITU-T H.273, as 9 for BT.2020 non-constant luminance.
        color_range: `limited` or `full`.
        hdr: kind of dynamic range: `PQ` without what makes it `HDR10`, SMPTE ST 2086 or CTA-861.3;
          `Dolby Vision` whatever else it is; null where no picture tells what kind of PQ it is.
        mastering_display: what the video was graded on.
        content_light_level: how bright the pictures get.
        dolby_vision: the configuration, where there is one.
        has_hdr10_plus: true if the first picture carries SMPTE ST 2094-40, beside Dolby Vision too;
          never false.
        has_closed_captions: true if the first pictures carry CEA-608 or CEA-708; never false.
        bit_rate: in bits a second.
        duration: in seconds.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
        is_cover_art: whether it is a picture attached to the container.
        disposition: what the stream is for, by FFmpeg's names, as `default` or `forced`.
        tags: the stream's own.
    """

    index: int
    codec: str | None
    profile: str | None
    level: int | None
    coded_width: int | None
    coded_height: int | None
    width: int | None
    height: int | None
    sample_aspect_ratio: Fraction | None
    display_aspect_ratio: Fraction | None
    rotation: int | None
    is_mirrored: bool | None
    average_frame_rate: Fraction | None
    base_frame_rate: Fraction | None
    frame_rate_mode: FrameRateMode | None
    scan: Scan | None
    field_order: FieldOrder | None
    pixel_format: str | None
    bit_depth: int | None
    chroma_subsampling: str | None
    color_primaries: int | None
    color_transfer: int | None
    color_matrix: int | None
    color_range: str | None
    hdr: Hdr | None
    mastering_display: MasteringDisplay | None
    content_light_level: ContentLightLevel | None
    dolby_vision: DolbyVision | None
    has_hdr10_plus: bool | None
    has_closed_captions: bool | None
    bit_rate: int | None
    duration: Fraction | None
    language: str | None
    is_default: bool
    is_cover_art: bool
    disposition: tuple[str, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AudioStream:
    """A stream of sound.

    Attributes:
        index: of the stream in its container, from 0.
        codec: FFmpeg's name of the codec, as `aac`.
        profile: of the codec, as `LC`.
        sample_rate: in Hz.
        channels: how many.
        layout: FFmpeg's name, as `5.1`.
        bit_depth: bits of one sample; null for a codec that loses some.
        bit_rate: in bits a second.
        duration: in seconds.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
        disposition: what the stream is for, by FFmpeg's names, as `default` or `visual_impaired`.
        tags: the stream's own.
    """

    index: int
    codec: str | None
    profile: str | None
    sample_rate: int | None
    channels: int | None
    layout: str | None
    bit_depth: int | None
    bit_rate: int | None
    duration: Fraction | None
    language: str | None
    is_default: bool
    disposition: tuple[str, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SubtitleStream:
    """A stream of subtitles or captions.

    Attributes:
        index: of the stream in its container, from 0.
        codec: FFmpeg's name of the codec, as `mov_text`.
        duration: in seconds.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
        disposition: what the stream is for, by FFmpeg's names, as `hearing_impaired`.
        tags: the stream's own.
    """

    index: int
    codec: str | None
    duration: Fraction | None
    language: str | None
    is_default: bool
    disposition: tuple[str, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A named part of the video.

    Attributes:
        start: in seconds.
        end: in seconds.
        title: as viewers see it.
    """

    start: Fraction
    end: Fraction
    title: str | None


@dataclass(frozen=True, kw_only=True)
class Program:
    """One of the services that a transport stream carries.

    Attributes:
        number: program number, ISO/IEC 13818-1.
        name: of the service, as viewers see it.
        streams: indexes of its streams.
    """

    number: int
    name: str | None
    streams: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class VideoMetadata:
    """A file with at least one stream of pictures.

    Attributes:
        container: FFmpeg's names of the demuxer, as `mov,mp4,m4a,3gp,3g2,mj2`.
        brand: the major one of an ISO base media file, as `isom`.
        compatible_brands: of an ISO base media file.
        size: in bytes.
        checksums: S3's own, in base64, by its name of the algorithm, as `CRC64NVME`.
        duration: in seconds.
        bit_rate: of the whole file, in bits a second.
        timecode: of the first picture, as `01:00:00;00`; the semicolon tells drop frame.
        main_video: index of the stream that is the video, beside cover art.
        video: streams of pictures.
        audio: streams of sound.
        subtitles: streams of subtitles.
        chapters: in their order.
        programs: of a transport stream.
        tags: the container's own.
    """

    container: str
    brand: str | None
    compatible_brands: tuple[str, ...]
    size: int | None
    checksums: Mapping[str, str]
    duration: Fraction | None
    bit_rate: int | None
    timecode: str | None
    main_video: int
    video: tuple[VideoStream, ...]
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    chapters: tuple[Chapter, ...]
    programs: tuple[Program, ...]
    tags: Mapping[str, str]


def as_data(value: object) -> object:
    """The value as JSON has it; fractions are exact, as the text `30000/1001`."""
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [as_data(each) for each in value]
    return value


def from_data(data: object) -> VideoMetadata:
    """The metadata that `as_data` made this of, which may have come from anyone.

    Raises:
        ValueError: it is not such data; the message is one line.
    """
    metadata: VideoMetadata = _read(VideoMetadata, data, "metadata")
    if metadata.main_video not in {stream.index for stream in metadata.video}:
        raise ValueError(
            f"metadata.main_video: {metadata.main_video}; expected the index of a stream of video."
        )
    return metadata


def _read(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401 - any of the types above
    if get_origin(kind) is not None:
        return _read_generic(kind, data, where)
    if kind is Fraction and isinstance(data, str) and FRACTION.fullmatch(data):
        return Fraction(data)
    if is_dataclass(kind) and isinstance(data, dict):
        return _read_dataclass(kind, data, where)
    # `type`, since True is an int to isinstance.
    if type(data) is kind:
        return data
    raise _unexpected(kind, data, where)


def _read_generic(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401 - likewise
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType} and arguments[1:] == (NoneType,):
        return None if data is None else _read(arguments[0], data, where)
    if origin is Literal and isinstance(data, str) and data in arguments:
        return data
    if origin is tuple and isinstance(data, list):
        return tuple(_read(arguments[0], each, f"{where}[{i}]") for i, each in enumerate(data))
    if origin is Mapping and isinstance(data, dict):
        return {
            _read(arguments[0], name, where): _read(arguments[1], each, f"{where}[{name!r}]")
            for name, each in data.items()
        }
    raise _unexpected(kind, data, where)


def _unexpected(kind: object, data: object, where: str) -> ValueError:
    return ValueError(f"{where}: {data!r:.100}; expected {kind}.")


def _read_dataclass(kind: Any, data: dict[object, object], where: str) -> Any:  # noqa: ANN401 - likewise
    types = _types(kind)
    if data.keys() != types.keys():
        wrong = sorted(map(str, data.keys() ^ types.keys()))
        raise ValueError(f"{where}: {wrong} missing or too much; expected {sorted(types)}.")
    return kind(
        **{name: _read(each, data[name], f"{where}.{name}") for name, each in types.items()}
    )


@cache
def _types(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - likewise
    """By a field's name. Python evaluates annotations anew whenever it is asked."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
