"""What is known of a video. What is unknown is `None`, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

PROBE_VERSION: Final = 1
"""Recorded with every probe; raised when the same file would give another answer."""

FRACTION: Final = re.compile(r"-?[0-9]{1,40}(/[1-9][0-9]{0,39})?", re.ASCII)
"""How a fraction is written. `Fraction` itself reads exponents, which a hostile one makes huge."""


@dataclass(frozen=True, kw_only=True)
class VideoStream:
    """A stream of pictures.

    Attributes:
        index: of the stream in its container, from 0.
        codec: FFmpeg's name of the codec, as `h264`.
        profile: of the codec, as `High`.
        level: of the codec, as the codec itself writes it: 30 for H.264's 3.0.
        width: of the coded picture, in pixels.
        height: of the coded picture, in pixels.
        sample_aspect_ratio: width to height of one pixel.
        display_aspect_ratio: width to height of the picture as shown.
        average_frame_rate: frames a second over the whole stream.
        base_frame_rate: lowest rate that all timestamps can be written in, a second.
        pixel_format: FFmpeg's name, as `yuv420p10le`.
        bit_depth: bits of one component.
        color_primaries: number of ITU-T H.273, as 9 for BT.2020.
        color_transfer: number of ITU-T H.273, as 18 for HLG.
        color_matrix: number of ITU-T H.273.
        color_range: `limited` or `full`.
        bit_rate: in bits a second.
        duration: in seconds.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
        is_cover_art: whether it is a picture attached to the container.
    """

    index: int
    codec: str | None
    profile: str | None
    level: int | None
    width: int | None
    height: int | None
    sample_aspect_ratio: Fraction | None
    display_aspect_ratio: Fraction | None
    average_frame_rate: Fraction | None
    base_frame_rate: Fraction | None
    pixel_format: str | None
    bit_depth: int | None
    color_primaries: int | None
    color_transfer: int | None
    color_matrix: int | None
    color_range: str | None
    bit_rate: int | None
    duration: Fraction | None
    language: str | None
    is_default: bool
    is_cover_art: bool


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
        bit_rate: in bits a second.
        duration: in seconds.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
    """

    index: int
    codec: str | None
    profile: str | None
    sample_rate: int | None
    channels: int | None
    layout: str | None
    bit_rate: int | None
    duration: Fraction | None
    language: str | None
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class SubtitleStream:
    """A stream of subtitles or captions.

    Attributes:
        index: of the stream in its container, from 0.
        codec: FFmpeg's name of the codec, as `mov_text`.
        language: as the container has it, mostly ISO 639-2.
        is_default: whether players choose it by default.
    """

    index: int
    codec: str | None
    language: str | None
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class VideoMetadata:
    """A file with at least one stream of pictures.

    Attributes:
        container: FFmpeg's names of the demuxer, as `mov,mp4,m4a,3gp,3g2,mj2`.
        size: in bytes.
        duration: in seconds.
        bit_rate: of the whole file, in bits a second.
        main_video: index of the stream that is the video, beside cover art.
        video: streams of pictures.
        audio: streams of sound.
        subtitles: streams of subtitles.
        tags: the container's own.
    """

    container: str
    size: int | None
    duration: Fraction | None
    bit_rate: int | None
    main_video: int
    video: tuple[VideoStream, ...]
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
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
    if origin is UnionType and arguments[1:] == (NoneType,):
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
    types = get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    if data.keys() != names:
        wrong = sorted(map(str, data.keys() ^ names))
        raise ValueError(f"{where}: {wrong} missing or too much; expected {sorted(names)}.")
    return kind(**{name: _read(types[name], data[name], f"{where}.{name}") for name in names})
