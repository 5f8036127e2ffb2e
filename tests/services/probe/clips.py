"""A small video, for tests that don't look at what is in it."""

from __future__ import annotations

import functools
import io
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av

if TYPE_CHECKING:
    from av.video.stream import VideoStream


@functools.cache
def clip(container: str = "mp4", codec: str = "mpeg4", seconds: int = 1) -> bytes:
    """Pictures of 64 by 48 pixels, 25 a second."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = cast("VideoStream", output.add_stream(codec, rate=Fraction(25)))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(25 * seconds):
            picture = av.VideoFrame(64, 48, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([number % 256]) * plane.buffer_size)
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return file.getvalue()
