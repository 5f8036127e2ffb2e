"""Probing a file with FFmpeg's libraries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

import av

from video_catalog.errors import PermanentError, Reason
from video_catalog.metadata import AudioStream, SubtitleStream, VideoMetadata, VideoStream

DEMUXERS: Final = "aac,asf,avi,flac,flv,gxf,ivf,matroska,mov,mp3,mpeg,mpegts,mxf,ogg,wav"
"""What may be read. Playlists and concat scripts, which make FFmpeg open other files, may not."""

OPTIONS: Final = {"format_whitelist": DEMUXERS, "protocol_whitelist": ""}
"""No protocol at all: a container that names other files gets none of them."""

UNSPECIFIED: Final = 2
"""What ITU-T H.273 writes for an unknown colour."""

COLOR_RANGES: Final = {1: "limited", 2: "full"}


class File(Protocol):
    """What is read of a file: as of Python's binary files."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes from where it stands; none at the end."""

    def seek(self, offset: int, whence: int, /) -> int:
        """Go to an offset from the start (0), from here (1), from the end (2)."""

    def tell(self) -> int:
        """Where it stands, in bytes from the start."""


@dataclass(frozen=True)
class _Content:
    """A file by its content alone: FFmpeg would guess by a file's name too."""

    read: Callable[[int], bytes]
    seek: Callable[[int, int], int]
    tell: Callable[[], int]


def probe_file(path: Path) -> VideoMetadata:
    """What a local file says of itself.

    Raises:
        PermanentError: the file can't be read, or holds no video.
    """
    try:
        with path.open("rb") as file:
            return probe(file, name=str(path), size=path.stat().st_size)
    except OSError as error:
        raise PermanentError(
            Reason.NOT_READABLE, f"{path}: {error.strerror}; expected a readable file."
        ) from error


def probe(file: File, *, name: str, size: int) -> VideoMetadata:
    """What a file says of itself.

    Args:
        file: read from where FFmpeg wants; what its methods raise is passed on.
        name: of the file, for messages.
        size: in bytes.

    Raises:
        PermanentError: the file holds no video.
    """
    content = _Content(file.read, file.seek, file.tell)
    try:
        with av.open(content, options=OPTIONS) as container:
            return _metadata(container, size, name)
    except av.ArgumentError as error:
        # What FFmpeg says of a format outside the list.
        raise _not_a_video(name, "a format that is not allowed") from error
    except av.FFmpegError as error:
        raise _not_a_video(name, str(error.strerror)) from error


def _not_a_video(name: str, found: str) -> PermanentError:
    return PermanentError(Reason.NOT_A_VIDEO, f"{name}: {found}; expected a video file.")


def _metadata(container: Any, size: int, name: str) -> VideoMetadata:  # noqa: ANN401 - PyAV's types hide what is absent
    video = tuple(_video(stream) for stream in container.streams.video)
    main = _main_video(video)
    if main is None:
        raise _not_a_video(name, "no stream of pictures")
    return VideoMetadata(
        container=container.format.name,
        size=size,
        duration=_seconds(container.duration, Fraction(1, av.time_base)),
        bit_rate=container.bit_rate or None,
        main_video=main.index,
        video=video,
        audio=tuple(_audio(stream) for stream in container.streams.audio),
        subtitles=tuple(_subtitle(stream) for stream in container.streams.subtitles),
        tags=dict(container.metadata),
    )


def _main_video(video: tuple[VideoStream, ...]) -> VideoStream | None:
    """The default stream, else the largest; never cover art."""
    moving = [stream for stream in video if not stream.is_cover_art]
    return max(
        moving,
        key=lambda each: (each.is_default, (each.width or 0) * (each.height or 0), -each.index),
        default=None,
    )


def _video(stream: Any) -> VideoStream:  # noqa: ANN401 - likewise
    codec = stream.codec_context
    components = codec.format.components if codec and codec.format else ()
    return VideoStream(
        index=stream.index,
        codec=codec.name if codec else None,
        profile=stream.profile,
        level=_level(codec.level) if codec else None,
        width=codec.width or None if codec else None,
        height=codec.height or None if codec else None,
        sample_aspect_ratio=stream.sample_aspect_ratio or None,
        display_aspect_ratio=stream.display_aspect_ratio or None,
        average_frame_rate=stream.average_rate or None,
        base_frame_rate=stream.base_rate or None,
        pixel_format=codec.pix_fmt if codec else None,
        bit_depth=components[0].bits if components else None,
        color_primaries=_color(codec.color_primaries) if codec else None,
        color_transfer=_color(codec.color_trc) if codec else None,
        color_matrix=_color(codec.colorspace) if codec else None,
        color_range=COLOR_RANGES.get(int(codec.color_range)) if codec else None,
        bit_rate=codec.bit_rate or None if codec else None,
        duration=_seconds(stream.duration, stream.time_base),
        language=stream.language,
        is_default=bool(stream.disposition & stream.disposition.default),
        is_cover_art=bool(stream.disposition & stream.disposition.attached_pic),
    )


def _audio(stream: Any) -> AudioStream:  # noqa: ANN401 - likewise
    codec = stream.codec_context
    return AudioStream(
        index=stream.index,
        codec=codec.name if codec else None,
        profile=stream.profile,
        sample_rate=codec.sample_rate or None if codec else None,
        channels=codec.channels or None if codec else None,
        layout=codec.layout.name if codec and codec.channels else None,
        bit_rate=codec.bit_rate or None if codec else None,
        duration=_seconds(stream.duration, stream.time_base),
        language=stream.language,
        is_default=bool(stream.disposition & stream.disposition.default),
    )


def _subtitle(stream: Any) -> SubtitleStream:  # noqa: ANN401 - likewise
    return SubtitleStream(
        index=stream.index,
        codec=stream.codec_context.name if stream.codec_context else None,
        language=stream.language,
        is_default=bool(stream.disposition & stream.disposition.default),
    )


def _seconds(duration: int | None, time_base: Fraction | None) -> Fraction | None:
    return duration * time_base if duration and duration > 0 and time_base else None


def _level(value: int | None) -> int | None:
    # FFmpeg writes -99 for an unknown level.
    return value if value is not None and value > 0 else None


def _color(value: int) -> int | None:
    return None if int(value) in {0, UNSPECIFIED} else int(value)
