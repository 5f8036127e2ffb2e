"""Probing a file with FFmpeg's libraries."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.stream import Disposition

from video_catalog.errors import PermanentError, Reason
from video_catalog.metadata import Chapter, FrameRateMode, VideoMetadata, VideoStream
from video_catalog.probe.boxes import Track, intervals, is_still, tracks
from video_catalog.probe.description import describe
from video_catalog.probe.encryption import are_encrypted, is_encrypted, is_scrambled
from video_catalog.probe.fragments import Walk, without_totals
from video_catalog.probe.frame_rate import (
    lists_every_frame,
    mode_of_container,
    mode_of_intervals,
)
from video_catalog.probe.mxf import is_mxf
from video_catalog.probe.picture import first_pictures
from video_catalog.probe.reading import File, bounded
from video_catalog.probe.sizes import declared_size
from video_catalog.probe.streams import (
    audio_stream,
    needs_decoding,
    seconds,
    subtitle_stream,
    video_stream,
)

DEMUXERS: Final = (
    "aac,asf,avi,dv,flac,flv,gxf,ivf,matroska,mov,mp3,mpeg,mpegts,mxf,nut,ogg,rm,wav,wtv"
)
"""What may be read. Playlists and concat scripts, which make FFmpeg open other files, may not."""

STREAMS: Final = 1000
"""How many are accepted in one container."""

OPTIONS: Final = {
    "format_whitelist": DEMUXERS,
    # No protocol at all: a container that names other files gets none of them.
    "protocol_whitelist": "",
    # Some demuxers leave out what is more.
    "max_streams": str(STREAMS + 1),
}

FRAMES_OF_MXF: Final = {"fpsprobesize": "2"}
"""MXF has one duration for all frames: two tell the rate. FFmpeg would read 40, or 5 MB."""

MICROSECONDS: Final = Fraction(1, av.time_base)
TRANSPORT_STREAM: Final = "mpegts"
MATROSKA: Final = "matroska,webm"
ISO_BASE_MEDIA: Final = "mov,mp4,m4a,3gp,3g2,mj2"
BRAND_LENGTH: Final = 4
COVER_ART: Final = Disposition.attached_pic


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
        PermanentError: the file holds no video, not all of it, or an encrypted one.
    """
    content = bounded(file, size)
    declared = declared_size(content, size)
    if declared is not None and declared > size:
        raise PermanentError(
            Reason.TRUNCATED,
            f"{name}: {size} bytes; expected {declared}, as it says itself. Upload it again.",
        )
    walk = Walk(content, size)
    try:
        options = _options(content)
        # A tag in another encoding is no reason to refuse a video.
        with av.open(walk, options=options, metadata_errors="replace") as container:
            skipped = walk.skipped
            metadata = _metadata(container, walk, size, name)
            return without_totals(metadata, skipped) if skipped else metadata
    except MemoryError as error:
        # What FFmpeg says of too many streams, too.
        raise _too_large(name) from error
    except av.ArgumentError as error:
        # What FFmpeg says of a format outside the list.
        raise _not_a_video(name, "a format that is not allowed") from error
    except av.FFmpegError as error:
        raise _not_a_video(name, str(error.strerror)) from error


def _options(file: File) -> dict[str, str]:
    options = OPTIONS | FRAMES_OF_MXF if is_mxf(file) else OPTIONS
    file.seek(0, os.SEEK_SET)
    return options


def _too_large(name: str) -> PermanentError:
    return PermanentError(
        Reason.TOO_LARGE, f"{name}: needs more memory, or has more than {STREAMS} streams."
    )


def _not_a_video(name: str, found: str) -> PermanentError:
    return PermanentError(Reason.NOT_A_VIDEO, f"{name}: {found}; expected a video file.")


def _metadata(container: Any, file: File, size: int, name: str) -> VideoMetadata:  # noqa: ANN401 - PyAV's types hide what is absent
    if len(container.streams) > STREAMS:
        raise _too_large(name)
    demuxer = container.format.name
    # FFmpeg reads on from where it believes the file to stand.
    position = file.tell()
    if demuxer == ISO_BASE_MEDIA and is_still(file, size):
        raise _not_a_video(name, "a still picture")
    index = tracks(file, size) if demuxer == ISO_BASE_MEDIA else []
    if _is_encrypted(demuxer, file, size, index):
        raise PermanentError(Reason.ENCRYPTED, f"{name}: encrypted; expected a video in the clear.")
    rates = _frame_rate_modes(container, file, index)
    file.seek(position, os.SEEK_SET)
    for stream in container.streams.video:
        if stream.codec_context:
            # One picture is not worth starting threads for, and a sandbox may refuse them.
            stream.codec_context.thread_count = 1
            stream.codec_context.thread_type = "NONE"
    description = describe(container)
    moving = [stream for stream in container.streams.video if not stream.disposition & COVER_ART]
    decode = [
        stream.index
        for stream in moving
        if needs_decoding(stream, description.stream(stream.index))
    ]
    pictures = first_pictures(container, moving, decode=decode)
    video = tuple(
        video_stream(
            stream,
            description.stream(stream.index),
            pictures.get(stream.index),
            rates.get(stream.index),
        )
        for stream in container.streams.video
    )
    main = _main_video(video)
    if main is None:
        raise _not_a_video(name, "no stream of pictures")
    brand, compatible_brands = _brands(container)
    return VideoMetadata(
        container=demuxer,
        brand=brand,
        compatible_brands=compatible_brands,
        size=size,
        checksums={},
        duration=seconds(container.duration, MICROSECONDS),
        bit_rate=container.bit_rate or None,
        timecode=_timecode(container, main),
        main_video=main.index,
        video=video,
        audio=tuple(
            audio_stream(stream, description.stream(stream.index))
            for stream in container.streams.audio
        ),
        subtitles=tuple(
            subtitle_stream(stream, description.stream(stream.index))
            for stream in container.streams.subtitles
        ),
        chapters=tuple(_chapter(each) for each in container.chapters()),
        programs=description.programs,
        tags=dict(container.metadata),
    )


def _is_encrypted(demuxer: str, file: File, size: int, index: list[Track]) -> bool:
    if demuxer == TRANSPORT_STREAM:
        return is_scrambled(file)
    if demuxer == MATROSKA:
        return is_encrypted(file, size)
    return are_encrypted(index)


def _frame_rate_modes(
    container: Any,  # noqa: ANN401 - likewise
    file: File,
    index: list[Track],
) -> Mapping[int, FrameRateMode | None]:
    """By a stream's index."""
    numbers = {each.number: each for each in index}
    modes: dict[int, FrameRateMode | None] = {}
    for stream in container.streams.video:
        modes[stream.index] = mode_of_container(container.format.name)
        track = numbers.get(stream.id) if len(numbers) == len(index) else None
        if track and track.times and lists_every_frame(stream):
            modes[stream.index] = mode_of_intervals(intervals(file, track.times))
    return modes


def _main_video(video: Sequence[VideoStream]) -> VideoStream | None:
    """The default stream, else the largest, else the first; never cover art.

    A still picture that stands beside an animation, as large, lasts for no time that is known.
    """
    return max(
        (stream for stream in video if not stream.is_cover_art),
        key=lambda each: (
            each.is_default,
            (each.width or 0) * (each.height or 0),
            each.duration is not None,
            -each.index,
        ),
        default=None,
    )


def _brands(container: Any) -> tuple[str | None, tuple[str, ...]]:  # noqa: ANN401 - likewise
    if container.format.name != ISO_BASE_MEDIA:
        return None, ()
    text = container.metadata.get("compatible_brands", "")
    return container.metadata.get("major_brand"), tuple(
        text[start : start + BRAND_LENGTH] for start in range(0, len(text), BRAND_LENGTH)
    )


def _timecode(container: Any, main: VideoStream) -> str | None:  # noqa: ANN401 - likewise
    """Of the main video, else of the container."""
    if own := _tag(main.tags, "timecode"):
        return own
    if container.format.name == ISO_BASE_MEDIA and len(_stray_timecodes(container)) > 1:
        # FFmpeg gives the container the first.
        return None
    return _tag(container.metadata, "timecode")


def _stray_timecodes(container: Any) -> set[str]:  # noqa: ANN401 - likewise
    """Of tracks to which no other track refers."""
    referred: set[str] = set()
    given: set[str] = set()
    for stream in container.streams:
        if timecode := _tag(stream.metadata, "timecode"):
            (given if stream.type == "data" else referred).add(timecode)
    return given - referred


def _tag(tags: Mapping[str, str], name: str) -> str | None:
    """A tag, in capitals too, as Matroska and who writes it have them."""
    return next((value for key, value in tags.items() if key.lower() == name and value), None)


def _chapter(chapter: Any) -> Chapter:  # noqa: ANN401 - likewise
    return Chapter(
        start=chapter["start"] * chapter["time_base"],
        end=chapter["end"] * chapter["time_base"],
        title=chapter["metadata"].get("title"),
    )
