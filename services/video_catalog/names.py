"""What people call codecs and containers, and what FFmpeg, and so a record, calls them."""

from __future__ import annotations

from typing import Final

OTHER_NAMES: Final = {
    "avc": "h264", "avc1": "h264", "h.264": "h264",
    "h265": "hevc", "h.265": "hevc", "hev1": "hevc", "hvc1": "hevc",
    "av01": "av1", "vp09": "vp9", "mpeg2": "mpeg2video", "mpeg-2": "mpeg2video",
    "m2ts": "mpegts", "ts": "mpegts", "mkv": "matroska", "wmv": "asf",
}  # fmt: skip
"""How codecs and containers are called too, with FFmpeg's name of each."""


def ffmpeg_names(text: str) -> str:
    """FFmpeg's names for names in either case, parted by commas; others stay as they are."""
    return ",".join(OTHER_NAMES.get(name, name) for name in text.lower().split(","))
