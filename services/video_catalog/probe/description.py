"""What only FFmpeg's own description of an open file tells, which PyAV passes on as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import av.logging

from video_catalog.metadata import DolbyVision, Program

# The lines are written by av_dump_format:
# https://github.com/FFmpeg/FFmpeg/blob/n8.1/libavformat/dump.c
PROGRAM: Final = re.compile(r"  Program (\d+) ")
NO_PROGRAM: Final = re.compile(r"  No Program")
STREAM: Final = re.compile(r" +Stream #0:(\d+).*?: (?:Video|Audio|Subtitle|Data): (\w+)(.*)")
RAW_BITS: Final = re.compile(r" \((\d+) bit\)")
CLOSED_CAPTIONS: Final = ", Closed Captions"
DOLBY_VISION: Final = re.compile(
    r" +DOVI configuration record: version: \d+\.\d+, profile: (\d+), level: (\d+), "
    r"rpu flag: \d+, el flag: (\d+), bl flag: \d+, compatibility id: (\d+)"
)
UNKNOWN_CODECS: Final = frozenset({"none", "unknown_codec", "unknown"})

_logging = Lock()


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
        return parse(container.dumps_format())


def parse(text: str) -> Description:
    """What FFmpeg's description says."""
    programs: list[tuple[int, list[int]]] = []
    within: list[int] | None = None
    streams: dict[int, StreamDescription] = {}
    dolby_vision: dict[int, DolbyVision] = {}
    index = None
    for line in text.splitlines():
        if program := PROGRAM.match(line):
            within = []
            programs.append((int(program[1]), within))
        elif NO_PROGRAM.match(line):
            within = None
        elif stream := STREAM.match(line):
            index = int(stream[1])
            streams[index] = _stream(stream[2], stream[3])
            if within is not None:
                within.append(index)
        elif (configuration := DOLBY_VISION.match(line)) and index is not None:
            dolby_vision[index] = _dolby_vision(*map(int, configuration.groups()))
    return Description(
        programs=tuple(
            Program(number=number, streams=tuple(streams)) for number, streams in programs
        ),
        streams={
            index: StreamDescription(
                each.codec, each.raw_bits, each.closed_captions, dolby_vision.get(index)
            )
            for index, each in streams.items()
        },
    )


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
