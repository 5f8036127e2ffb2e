from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests.services.probe.corpus import Clip, Video
from video_catalog.probe.limits import KIB
from video_catalog.probe.mxf import INDEX, PARTITION, partitions

FRAMES = 600
"""FFmpeg begins a partition every ten seconds."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    video = Video(codec="mpeg2video", rate=Fraction(25), frames=FRAMES, options={"g": "12"})
    folder: Path = tmp_path_factory.mktemp("mxf")
    return Clip(name="a.mxf", streams=(video,)).write(folder).read_bytes()


def listed(content: bytes) -> list[int]:
    return partitions(io.BytesIO(content), len(content))


def test_lists_every_partition(content: bytes) -> None:
    found = listed(content)
    keys = (content.find(PARTITION, offset) for offset in found)
    assert found == list(keys)
    assert len(found) >= 3 + FRAMES // 250
    # The primer pack's key and the index's begin the same.
    assert content.count(PARTITION) == len(found) + 2


@pytest.mark.parametrize("end", [-1, -4, -16, 100, 4, 1, 0])
def test_lists_nothing_where_the_index_is_cut_off(content: bytes, end: int) -> None:
    assert listed(content[:end]) == []


@pytest.mark.parametrize("head", [b"RIFF", PARTITION[:-1] + b"\2"])
def test_lists_nothing_of_another_format(content: bytes, head: bytes) -> None:
    assert listed(head + content[len(head) :]) == []


def test_reads_no_index_that_is_too_long() -> None:
    pack = INDEX + b"\x83\1\0\0" + bytes(32 * KIB)
    assert listed(PARTITION + pack + struct.pack(">I", len(pack) + 4)) == []


@given(st.binary(max_size=80), st.integers(0, 2**32 - 1))
def test_bears_any_index(pack: bytes, length: int) -> None:
    listed(PARTITION + INDEX + pack + struct.pack(">I", length))
    listed(PARTITION + INDEX + pack + struct.pack(">I", len(INDEX) + len(pack) + 4))
