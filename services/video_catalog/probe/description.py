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
PROGRAM: Final = re.compile(r"  Program (\d+) ")
SERVICE_NAME: Final = re.compile(r"      service_name    : (.*)")
NO_PROGRAM: Final = re.compile(r"  No Program")
STREAM: Final = re.compile(r" +Stream #0:(\d+).*?: (?:Video|Audio|Subtitle): (\w+)(.*)")
RAW_BITS: Final = re.compile(r" \((\d+) bit\)")
CLOSED_CAPTIONS: Final = ", Closed Captions"
DOLBY_VISION: Final = re.compile(
    r" +DOVI configuration record: version: \d+\.\d+, profile: (\d+), level: (\d+), "
    r"rpu flag: \d+, el flag: (\d+), bl flag: \d+, compatibility id: (\d+)"
)
UNKNOWN_CODECS: Final = frozenset({"none", "unknown_codec"})

_logging = Lock()


@dataclass(frozen=True, kw_only=True)
class StreamDescription:
    """Of one stream.

    Attributes:
        codec: FFmpeg's name, told even of a codec without a decoder.
        raw_bits: of a sample, where a decoder gives it more.
        closed_captions: whether some were met when the file was opened.
        dolby_vision: the configuration, where there is one.
    """

    codec: str | None = None
    raw_bits: int | None = None
    closed_captions: bool = False
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
        lines = container.dumps_format().splitlines()
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
    streams: dict[int, StreamDescription] = {}
    index = None
    for line in lines:
        if found := STREAM.match(line):
            index = int(found[1])
            streams[index] = _stream(found[2], found[3])
        elif index is not None and (found := DOLBY_VISION.match(line)):
            configuration = _dolby_vision(*map(int, found.groups()))
            streams[index] = replace(streams[index], dolby_vision=configuration)
    return streams


def _stream(codec: str, rest: str) -> StreamDescription:
    bits = RAW_BITS.search(rest)
    return StreamDescription(
        codec=None if codec in UNKNOWN_CODECS else codec,
        raw_bits=int(bits[1]) if bits else None,
        closed_captions=CLOSED_CAPTIONS in rest,
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
