from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from video_catalog.metadata import Scan
from video_catalog.probe.parameter_sets import h264_coded_size, hevc_scan


def bits(text: str) -> bytes:
    """Bytes of bits that are written in groups."""
    together = text.replace(" ", "")
    padded = together.ljust(-(-len(together) // 8) * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8, "big")


def code(value: int) -> str:
    """Exp-Golomb."""
    binary = f"{value + 1:b}"
    return "0" * (len(binary) - 1) + binary


def h264(*, before_size: str, profile: int = 66, frames_only: str = "1") -> bytes:
    """A sequence parameter set of 120 by 68 macroblocks."""
    head = f"{profile:08b} 00000000 00101000 {code(0)}"
    size = f"{code(119)} {code(67)} {frames_only} 1"
    return b"\x67" + bits(f"{head} {before_size} {size}")


BASELINE = f"{code(0)} {code(2)} {code(1)} 0"
BY_CYCLE = f"{code(0)} {code(1)} 1 {code(4)} {code(3)} {code(2)} {code(6)} {code(5)} {code(1)} 0"
BY_LSB = f"{code(0)} {code(0)} {code(4)} {code(1)} 0"
FLAT = f"{code(1)} {code(0)} {code(0)} 0 0 {BY_LSB}"
LISTS = f"{code(1)} {code(0)} {code(0)} 0 1 1{code(2)}{code(14)} {'0' * 7} {BY_LSB}"
RGB = f"{code(3)} 0 {code(0)} {code(0)} 0 1 {'0' * 11} 1{code(0) * 64} {BY_LSB}"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        pytest.param(h264(before_size=BASELINE), (1920, 1088), id="order by decoding"),
        pytest.param(h264(before_size=BY_CYCLE), (1920, 1088), id="order by a cycle"),
        pytest.param(h264(before_size=BY_LSB), (1920, 1088), id="order by low bits"),
        pytest.param(h264(before_size=FLAT, profile=100), (1920, 1088), id="High"),
        pytest.param(h264(before_size=LISTS, profile=100), (1920, 1088), id="scaling list"),
        pytest.param(h264(before_size=RGB, profile=244), (1920, 1088), id="scaling of 4:4:4"),
        pytest.param(h264(before_size=BASELINE, frames_only="0"), (1920, 2176), id="fields"),
        pytest.param(h264(before_size=BASELINE)[:5], None, id="cut"),
        pytest.param(b"\x68\xce\x3c\x80", None, id="picture parameter set"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_tells_the_coded_size_of_h264(unit: bytes, expected: tuple[int, int] | None) -> None:
    record = b"\1\x42\0\x28\xff\xe1" + len(unit).to_bytes(2) + unit + b"\0"
    assert h264_coded_size(record) == expected
    assert h264_coded_size(b"\0\0\0\1\x09\xf0\0\0\1" + unit) == expected


def vps(flags: int) -> bytes:
    """A video parameter set that needs an escape before its flags."""
    return bytes.fromhex("4001 0c01ffff 01 60000003 00") + bytes([flags << 6]) + bytes(8)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        pytest.param(0b10, "progressive", id="progressive"),
        pytest.param(0b01, "interlaced", id="interlaced"),
        pytest.param(0b11, None, id="both"),
        pytest.param(0b00, None, id="neither"),
    ],
)
def test_tells_how_hevc_is_scanned(flags: int, expected: Scan | None) -> None:
    assert hevc_scan(bytes([1, 1, 0x60, 0, 0, 0, flags << 6])) == expected
    assert hevc_scan(b"\0\0\0\1" + vps(flags)) == expected


@pytest.mark.parametrize("data", [b"", b"\1", b"\0\0\1", b"\0\0\1\x40", b"\0\0\1\x42\1"])
def test_does_not_know_how_cut_hevc_is_scanned(data: bytes) -> None:
    assert hevc_scan(data) is None


@given(st.binary(max_size=200))
def test_reads_anything(data: bytes) -> None:
    for each in (data, b"\1" + data, b"\0\0\1\x67" + data, b"\0\0\1\x40" + data):
        size = h264_coded_size(each)
        assert size is None or min(size) >= 16
        assert hevc_scan(each) in {None, "progressive", "interlaced"}
