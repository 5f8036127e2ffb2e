"""Probes of a small clip, before files come.

In the process that forks, Python specialises the code that has run, and FFmpeg fills its tables:
each fork begins with both. A fork begins without its pages of memory, which the kernel gives it one
by one when they are first used: it has most of them before its file comes.
"""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import Final

import av

from video_catalog.metadata import as_data
from video_catalog.probe.container import probe

TIMES: Final = 10
"""Until Python has specialised what runs once in each probe."""

SIZE: Final = 64
"""Of a picture, in both directions."""

RATE: Final = Fraction(25)


def rehearse(clip: bytes, times: int = TIMES) -> None:
    """Probe a clip, as a file is probed."""
    for _ in range(times):
        metadata = probe(io.BytesIO(clip), name="rehearsal", size=len(clip))
        json.dumps(as_data(metadata)).encode()


def make_clip() -> bytes:
    """One picture in a MOV file."""
    content = io.BytesIO()
    with av.open(content, "w", format="mov") as output:
        stream = output.add_stream("mpeg2video", rate=RATE)
        stream.width = stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        picture = av.VideoFrame(SIZE, SIZE, "yuv420p")
        picture.pts, picture.time_base = 0, 1 / RATE
        output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return content.getvalue()
