"""What only FFmpeg's own description of an open file tells, which PyAV passes on as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

import av.logging

from video_catalog.metadata import DolbyVision, Program

# The lines are written by av_dump_format:
# https://github.com/FFmpeg/FFmpeg/blob/n8.1/libavformat/dump.c
# It does not escape the names of tags, so that a file may write such a line: names and numbers are
# no longer than FFmpeg's own.
PROGRAM: Final = re.compile(r"  Program (\d{1,9}) ")
SERVICE_NAME: Final = re.compile(r"      service_name    : (.*)")
NO_PROGRAM: Final = re.compile(r"  No Program")
STREAM: Final = re.compile(
    r" +Stream #0:(\d{1,9}).*?: (?:Video|Audio|Subtitle|Data|Attachment): (\w{1,64})\b(.*)"
)
RAW_BITS: Final = re.compile(r" \((\d{1,9}) bit\)")
DOLBY_VISION: Final = re.compile(
    r" +DOVI configuration record: version: \d+\.\d+, profile: (\d{1,9}), level: (\d{1,9}), "
    r"rpu flag: \d+, el flag: (\d{1,9}), bl flag: \d+, compatibility id: (\d{1,9})"
)
SIDE_DATA: Final = re.compile(r" +Side data:")
SIDE_DATA_ENTRY: Final = re.compile(r" {6,}([^:]+): ")
DISPLAY_MATRIX: Final = "Display Matrix"
UNKNOWN_CODECS: Final = frozenset({"none", "unknown_codec"})

_logging = Lock()


@dataclass(frozen=True, kw_only=True)
class StreamDescription:
    """Of one stream.

    Attributes:
        codec: FFmpeg's name, told even of a codec without a decoder.
        raw_bits: of a sample, where a decoder gives it more.
        side_data: names of what the container says of the pictures, as `Display Matrix`.
        dolby_vision: the configuration, where there is one.
    """

    codec: str | None = None
    raw_bits: int | None = None
    side_data: frozenset[str] = frozenset()
    dolby_vision: DolbyVision | None = None


UNDESCRIBED: Final = StreamDescription()


@dataclass(frozen=True, kw_only=True)
class Description:
    """Of a file.

    Attributes:
        programs: in their order.
        streams: by their index.
    """

    programs: tuple[Program, ...]
    streams: Mapping[int, StreamDescription]

    def stream(self, index: int) -> StreamDescription:
        """Of the stream with the index."""
        return self.streams.get(index, UNDESCRIBED)


def describe(container: Any) -> Description:  # noqa: ANN401 - of PyAV's containers, one that is read
    """What FFmpeg says of an open container."""
    with _messages():
        # Not `splitlines`: tags hold what it takes for the end of a line, as U+2028.
        lines = container.dumps_format().split("\n")
    return Description(programs=_programs(lines), streams=_streams(lines))


def _programs(lines: list[str]) -> tuple[Program, ...]:
    """Every program stands above its streams; what belongs to none, below `No Program`."""
    programs: list[Program] = []
    inside = False
    for line in lines:
        if found := PROGRAM.match(line):
            programs.append(Program(number=int(found[1]), name=None, streams=()))
            inside = True
        elif NO_PROGRAM.match(line):
            inside = False
        elif inside and (found := SERVICE_NAME.match(line)):
            programs[-1] = replace(programs[-1], name=found[1] or None)
        elif inside and (found := STREAM.match(line)):
            streams = (*programs[-1].streams, int(found[1]))
            programs[-1] = replace(programs[-1], streams=streams)
    return tuple(programs)


def _streams(lines: list[str]) -> dict[int, StreamDescription]:
    """A stream's side data stand below it, after its tags."""
    streams: dict[int, StreamDescription] = {}
    index = -1
    inside = False
    for line in lines:
        if found := STREAM.match(line):
            index = int(found[1])
            streams[index] = _stream(found[2], found[3])
            inside = False
        elif SIDE_DATA.fullmatch(line) and index in streams:
            inside = True
        elif inside and (found := SIDE_DATA_ENTRY.match(line)):
            streams[index] = _with_side_data(streams[index], found[1], line)
        else:
            inside = False
    return streams


def _with_side_data(stream: StreamDescription, name: str, line: str) -> StreamDescription:
    configuration = DOLBY_VISION.match(line)
    return replace(
        stream,
        side_data=stream.side_data | {name},
        dolby_vision=_dolby_vision(*map(int, configuration.groups()))
        if configuration
        else stream.dolby_vision,
    )


def _stream(codec: str, rest: str) -> StreamDescription:
    bits = RAW_BITS.search(rest)
    return StreamDescription(
        codec=None if codec in UNKNOWN_CODECS else codec,
        raw_bits=int(bits[1]) if bits else None,
    )


def _dolby_vision(profile: int, level: int, enhancement: int, compatibility: int) -> DolbyVision:
    return DolbyVision(
        profile=profile,
        level=level,
        compatibility=compatibility,
        has_enhancement_layer=bool(enhancement),
    )


@contextmanager
def _messages() -> Iterator[None]:
    # PyAV drops FFmpeg's messages, of which the description is made, unless they are asked for.
    # It asks for the whole process, so one thread at a time.
    with _logging:
        av.logging.set_skip_repeated(False)
        av.logging.set_level(av.logging.INFO)
        try:
            yield
        finally:
            av.logging.set_level(None)
