"""A probe of a small clip, in the process whose forks then probe files.

Python specialises the code that has run, and FFmpeg fills its tables: each fork begins with both.
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


def rehearse() -> None:
    """Probe a clip, as often as it takes."""
    content = _clip()
    for _ in range(TIMES):
        metadata = probe(io.BytesIO(content), name="rehearsal", size=len(content))
        json.dumps(as_data(metadata)).encode()


def _clip() -> bytes:
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
