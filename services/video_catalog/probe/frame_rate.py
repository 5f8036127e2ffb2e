"""Whether a stream's frames are all shown equally long."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from video_catalog.metadata import FrameRateMode

CONSTANT_RATE_DEMUXERS: Final = frozenset({"avi", "dv", "gxf", "mxf"})
"""Formats that write one duration for all frames of a stream."""

MIN_FRAMES: Final = 3
"""How many tell whether they last equally long."""

MIN_TICKS: Final = 8
"""From which on one tick more or less is rounding: as 33 and 34 ms for 29.97 frames a second."""

NEGATIVE: Final = 2**31
"""From which on FFmpeg takes a time for one that goes backwards."""


def mode_of_container(demuxer: str) -> FrameRateMode | None:
    """What a format allows.

    Args:
        demuxer: FFmpeg's names.
    """
    return "constant" if demuxer in CONSTANT_RATE_DEMUXERS else None


def lists_every_frame(stream: Any) -> bool:  # noqa: ANN401 - PyAV's types hide what is absent
    """Whether the index does, and all are shown; others list key frames, or what comes first."""
    return bool(MIN_FRAMES <= stream.frames == len(stream.index_entries))


def mode_of_intervals(intervals: Collection[int]) -> FrameRateMode | None:
    """What the times between all frames tell.

    Args:
        intervals: that differ, in ticks.
    """
    if not intervals or not 0 < max(intervals) < NEGATIVE:
        return None
    rounding = 1 if min(intervals) >= MIN_TICKS else 0
    return "constant" if max(intervals) - min(intervals) <= rounding else "variable"
