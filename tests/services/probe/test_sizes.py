from __future__ import annotations

import io
import struct
from typing import Final

import pytest

from tests.services.probe.hostile_files import FTYP, box
from video_catalog.probe.limits import MIB
from video_catalog.probe.sizes import declared_size


@pytest.mark.parametrize(("fragments", "is_told"), [(20, True), (100, False)])
def test_looks_at_no_more_fragments_than_it_has_requests_for(
    fragments: int, *, is_told: bool
) -> None:
    fragment = box(b"moof", bytes(92)) + box(b"mdat", bytes(MIB))
    whole = FTYP + box(b"moov") + fragment * fragments
    size = len(whole)
    file = Counted(whole[:-1])
    assert declared_size(file, size - 1) == (size if is_told else None)
    assert file.reads <= (4 + 2 * fragments if is_told else 8)


MXF: Final = bytes.fromhex("060e2b34020501010d0102010102")

EBML: Final = bytes.fromhex("1a45dfa3")

ASF: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(box(b"free") * 100, id="many boxes"),
        pytest.param(FTYP + box(b"what"), id="unknown box"),
        pytest.param((b"RIFF" + struct.pack("<I", 4) + b"AVI ") * 100, id="many parts of an AVI"),
        pytest.param(MXF, id="key of MXF"),
        pytest.param(MXF + bytes(2) + b"\x83" + bytes(3), id="head of MXF"),
        pytest.param(MXF + bytes(2) + b"\x60" + bytes(24) + b"\0" * 7 + b"\1", id="wrong footer"),
        pytest.param(EBML, id="name of EBML"),
        pytest.param(EBML + b"\x82ab", id="head of EBML"),
        pytest.param(EBML + b"\x82ab" + b"\x08abc", id="too long a name in EBML"),
        pytest.param(EBML + b"\x82ab\x18\x53\x80\x67\x01\0", id="length cut in EBML"),
        pytest.param(ASF + bytes(14) + bytes(24) * 100, id="many objects of ASF"),
        pytest.param(ASF, id="head of ASF"),
        pytest.param(b"FLV\1\5\0\0\0\x09\0\0\0\0\x12\0\0\x20" + bytes(40), id="FLV without size"),
    ],
)
def test_knows_no_size_of_what_does_not_tell_it(content: bytes) -> None:
    assert declared_size(io.BytesIO(content), len(content)) is None


def test_takes_a_list_of_fragments_without_content_for_a_box() -> None:
    content = FTYP + box(b"sidx") + box(b"mdat")
    assert declared_size(io.BytesIO(content), len(content)) == len(content)


class Counted(io.BytesIO):
    """Counts the reads."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)
