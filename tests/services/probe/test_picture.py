"""How much is read for the first pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from tests.services.probe.corpus import Clip, Video
from tests.services.probe.corpus_edits import Elementary, mapped
from video_catalog.probe.container import probe
from video_catalog.probe.limits import MIB

FRAMES = 900
RATE = Fraction(25)


def padded(packet: bytes) -> bytes:
    return packet.ljust(32_000, b"\0")


LARGE = Video(codec="mpeg2video", rate=RATE, frames=FRAMES, edit=padded)


def listed_and_absent() -> Clip:
    """A recording that has no packet of a stream that its program lists."""
    streams = mapped([Elementary(0x100, 2), Elementary(0x101, 2)])
    return Clip(name="a.ts", streams=[LARGE], finish=streams)


def late() -> Clip:
    """A track that begins when the other has nearly ended."""
    second = Video(codec="mpeg4", rate=RATE, frames=2, start=FRAMES - 10)
    return Clip(name="a.mkv", streams=[LARGE, second])


class Counted(io.BytesIO):
    """Counts the bytes that are read."""

    total = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.total += len(content)
        return content


@pytest.mark.parametrize("made", [listed_and_absent, late])
def test_looks_for_a_picture_no_further_than_a_bound(
    tmp_path: Path, made: Callable[[], Clip]
) -> None:
    content = made().write(tmp_path).read_bytes()
    file = Counted(content)
    found = probe(file, name="a", size=len(content))
    assert len(found.video) == 2
    # 5 MB by FFmpeg, and 256 packets for the pictures.
    assert (len(content) > 24 * MIB, file.total < 16 * MIB) == (True, True), file.total
