"""A small video, for tests that don't look at what is in it."""

from __future__ import annotations

import functools
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import av

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream


@functools.cache
def clip(
    container: str = "mp4", codec: str = "mpeg4", seconds: int = 1, options: str = ""
) -> bytes:
    """Pictures of 64 by 48 pixels, 25 a second.

    Args:
        container: FFmpeg's name of the muxer.
        codec: FFmpeg's name of the encoder.
        seconds: of the clip.
        options: the muxer's movflags.
    """
    with TemporaryDirectory() as directory:
        path = Path(directory) / "clip"
        with av.open(str(path), "w", format=container, options=_flags(options)) as output:
            _write(output, codec, seconds)
        return path.read_bytes()


@functools.cache
def piped(container: str, codec: str = "mpeg4", options: str = "") -> bytes:
    """The same, by who can't go back to write what is known at the end."""
    pipe = Pipe()
    with av.open(pipe, "w", format=container, options=_flags(options)) as output:
        _write(output, codec, 1)
    return bytes(pipe.content)


class Pipe:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.content = bytearray()

    def write(self, content: bytes) -> int:
        """Keep it too."""
        self.content += content
        return len(content)


def _flags(options: str) -> dict[str, str]:
    return {"movflags": options} if options else {}


def _write(output: OutputContainer, codec: str, seconds: int) -> None:
    stream = cast("VideoStream", output.add_stream(codec, rate=Fraction(25)))
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    # Those of libvpx wait for each other by spinning: for minutes, where others use the processor.
    stream.codec_context.thread_count = 1
    for number in range(25 * seconds):
        picture = av.VideoFrame(64, 48, "yuv420p")
        for plane in picture.planes:
            plane.update(bytes([number % 256]) * plane.buffer_size)
        output.mux(stream.encode(picture))
    output.mux(stream.encode(None))
