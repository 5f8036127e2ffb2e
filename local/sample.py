"""A video to begin with, made on the spot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import av

SAMPLE: Final = "sample.mp4"
"""Its key."""

RATE: Final = Fraction(30000, 1001)
SECONDS: Final = 5
WIDTH: Final = 640
HEIGHT: Final = 360
SAMPLE_RATE: Final = 48_000
SAMPLES: Final = 1024


def make_sample(path: Path) -> None:
    """Write a video of five seconds: a picture that grows lighter, and silence."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=RATE)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.metadata["language"] = "jpn"
        for number in range(round(SECONDS * RATE)):
            picture = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([number]) * plane.buffer_size)
            picture.pts = number
            container.mux(video.encode(picture))
        for number in range(SECONDS * SAMPLE_RATE // SAMPLES):
            sound = av.AudioFrame(format="fltp", layout="stereo", samples=SAMPLES)
            sound.sample_rate, sound.pts = SAMPLE_RATE, number * SAMPLES
            for channel in sound.planes:
                channel.update(bytes(channel.buffer_size))
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
