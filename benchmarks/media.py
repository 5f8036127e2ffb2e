"""Videos as they are delivered, made by FFmpeg's test sources: a short one, repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av

from tests.services.probe.corpus import Audio, Clip, Video

FRAMES: Final = 30
RATE: Final = Fraction(30)
SECONDS: Final = FRAMES / RATE
FAST: Final = {"preset": "ultrafast", "g": "30", "bf": "0", "x264-params": "scenecut=0"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A way in which videos are delivered.

    Attributes:
        name: of the files.
        video: one second of it.
        audio: one second of it.
        noise: strength, from 0 to 100: how much there is to encode.
        options: of the muxer.
    """

    name: str
    video: Video
    audio: Audio
    options: Mapping[str, str] = field(default_factory=dict)


def _video(codec: str, rate: str, noise: int, **options: str) -> Video:
    return Video(
        codec=codec,
        size="1920x1080",
        rate=RATE,
        frames=FRAMES,
        pixels=options.pop("pixels", "yuv420p"),
        filters=f"noise=alls={noise}:allf=t",
        options={"b": rate, "maxrate": rate, "bufsize": rate, **options},
    )


def _sound(codec: str, sample: str) -> Audio:
    return Audio(codec=codec, format=sample, seconds=float(SECONDS))


H264: Final = _video("libx264", "8M", 10, **FAST)
AAC: Final = _sound("aac", "fltp")

MP4: Final = Kind(name="video.mp4", video=H264, audio=AAC)
MP4_FAST_START: Final = Kind(
    name="front.mp4", video=H264, audio=AAC, options={"movflags": "+faststart"}
)
MOV: Final = Kind(
    name="video.mov",
    video=_video("prores_ks", "40M", 0, profile="0", pixels="yuv422p10le"),
    audio=_sound("pcm_s16le", "s16"),
)
MKV: Final = Kind(
    name="video.mkv",
    video=_video(
        "libx265",
        "8M",
        10,
        preset="ultrafast",
        **{"x265-params": "keyint=30:bframes=0:log-level=none"},
    ),
    audio=_sound("flac", "s16"),
)
WEBM: Final = Kind(
    name="video.webm",
    video=_video("libvpx-vp9", "4M", 4, deadline="realtime", **{"cpu-used": "8", "g": "30"}),
    audio=_sound("libopus", "s16"),
)
TS: Final = Kind(
    name="video.ts",
    video=_video("mpeg2video", "15M", 10, g="15", bf="0"),
    audio=_sound("aac", "fltp"),
)
MXF: Final = Kind(
    name="video.mxf",
    video=_video("mpeg2video", "50M", 20, g="15", bf="0", pixels="yuv422p"),
    audio=_sound("pcm_s24le", "s32"),
)
KINDS: Final = (MP4, MOV, MKV, WEBM, TS, MXF)


def make(kind: Kind, directory: Path, *, seconds: int = 0, size: int = 0) -> Path:
    """A video of so many seconds, or of at least so many bytes.

    Args:
        kind: of the video.
        directory: where it is written.
        seconds: how long it is; where it is 0, `size` decides.
        size: in bytes.
    """
    short = Clip(name=f"short-{kind.name}", streams=(kind.video, kind.audio)).write(directory)
    path = directory / kind.name
    repeats = seconds or -(-size // short.stat().st_size)
    with (
        av.open(str(short)) as source,
        av.open(str(path), "w", options=dict(kind.options)) as output,
    ):
        streams = {
            stream.index: output.add_stream_from_template(stream) for stream in source.streams
        }
        contents = [(bytes(packet), packet) for packet in source.demux() if _fits(packet)]
        for number in range(repeats):
            for content, packet in contents:
                output.mux(_again(content, packet, streams[packet.stream_index], number))
    short.unlink()
    return path


def _fits(packet: Any) -> bool:  # noqa: ANN401 - PyAV's types of streams are overloads by codec
    # An encoder of sound may end later than it should, or begin earlier.
    if not packet.size:
        return False
    end = (packet.pts + packet.duration) * packet.time_base
    return bool(packet.pts >= 0 and end <= SECONDS)


def _again(content: bytes, packet: Any, stream: Any, number: int) -> Any:  # noqa: ANN401 - likewise
    repeated = av.Packet(content)
    shift = round(number * SECONDS / packet.time_base)
    repeated.stream, repeated.time_base = stream, packet.time_base
    # Nothing is reordered.
    repeated.pts = repeated.dts = packet.pts + shift
    repeated.duration = packet.duration
    repeated.is_keyframe = packet.is_keyframe
    return repeated
