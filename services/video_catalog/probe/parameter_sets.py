"""What H.264 and HEVC say before their pictures, which FFmpeg tells only after it decodes some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from video_catalog.metadata import Scan

CONFIGURATION_RECORD: Final = 1
"""Version that a record of ISO/IEC 14496-15 begins with; a byte stream begins with zeros."""

START_CODE: Final = b"\0\0\1"

H264_SPS: Final = 7
HEVC_VPS: Final = 32
"""Types of NAL units, ITU-T H.264 table 7-1 and ITU-T H.265 table 7-1."""

PROFILES_WITH_CHROMA_FORMAT: Final = frozenset(
    {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
)
CHROMA_444: Final = 3
MACROBLOCK: Final = 16
LONGEST_CODE: Final = 31
SCALING_LIST_SIZES: Final = (16, 16, 16, 16, 16, 16, 64, 64, 64, 64, 64, 64)

SOURCE_FLAGS: Final = {"record": 6, "vps": 11}
"""Which byte begins with general_progressive_source_flag and general_interlaced_source_flag: of a
HEVCDecoderConfigurationRecord, and of a video parameter set with its header."""

SCANS: Final[dict[int, Scan]] = {0b10: "progressive", 0b01: "interlaced"}


def h264_coded_size(extradata: bytes) -> tuple[int, int] | None:
    """Width and height before cropping, in pixels, by the sequence parameter set, if it tells.

    ITU-T H.264, 7.3.2.1.1.
    """
    for unit in _h264_units(extradata):
        if unit[:1] and unit[0] & 0x1F == H264_SPS:
            try:
                return _read_size(_Bits(_unescaped(unit[1:])))
            except EndOfBits:
                return None
    return None


def hevc_scan(extradata: bytes) -> Scan | None:
    """Whether pictures are frames or fields, by the profile's flags, if they tell.

    ITU-T H.265, 7.4.4: without any of the two, or with both, they tell nothing.
    """
    if extradata[:1] == bytes([CONFIGURATION_RECORD]):
        return _scan(extradata, SOURCE_FLAGS["record"])
    for unit in extradata.split(START_CODE):
        if unit[:1] and unit[0] >> 1 & 0x3F == HEVC_VPS:
            return _scan(_unescaped(unit), SOURCE_FLAGS["vps"])
    return None


def _scan(data: bytes, position: int) -> Scan | None:
    return SCANS.get(data[position] >> 6) if len(data) > position else None


def _h264_units(extradata: bytes) -> Iterator[bytes]:
    if extradata[:1] != bytes([CONFIGURATION_RECORD]):
        yield from extradata.split(START_CODE)
        return
    # The record holds a byte with the number of sets, then each after its length: 5.3.3.1.2.
    position = 6
    for _ in range(extradata[5] & 0x1F if len(extradata) > 5 else 0):  # noqa: PLR2004 - as above
        length = int.from_bytes(extradata[position : position + 2])
        yield extradata[position + 2 : position + 2 + length]
        position += 2 + length


def _unescaped(unit: bytes) -> bytes:
    return unit.replace(b"\0\0\3", b"\0\0")


class EndOfBits(Exception):  # noqa: N818 - as EOFError, an end and no fault of ours
    """The set ends before what is looked for."""


class _Bits:
    """Bits in their order, and the codes of Exp-Golomb: ITU-T H.264, 9.1."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def bit(self) -> int:
        byte, offset = divmod(self._position, 8)
        if byte >= len(self._data):
            raise EndOfBits
        self._position += 1
        return self._data[byte] >> (7 - offset) & 1

    def bits(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self.bit()
        return value

    def unsigned(self) -> int:
        zeros = 0
        while not self.bit():
            zeros += 1
            if zeros > LONGEST_CODE:
                raise EndOfBits
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def _read_size(bits: _Bits) -> tuple[int, int]:
    profile = bits.bits(8)
    bits.bits(16)  # constraints, level
    bits.unsigned()  # seq_parameter_set_id
    if profile in PROFILES_WITH_CHROMA_FORMAT:
        _skip_chroma_format(bits)
    bits.unsigned()  # log2_max_frame_num_minus4
    _skip_order_count(bits)
    bits.unsigned()  # max_num_ref_frames
    bits.bit()  # gaps_in_frame_num_value_allowed_flag
    width = bits.unsigned() + 1
    height = bits.unsigned() + 1
    frames_only = bits.bit()
    return width * MACROBLOCK, height * MACROBLOCK * (2 - frames_only)


def _skip_chroma_format(bits: _Bits) -> None:
    chroma_format = bits.unsigned()
    if chroma_format == CHROMA_444:
        bits.bit()  # separate_colour_plane_flag
    bits.unsigned()  # bit_depth_luma_minus8
    bits.unsigned()  # bit_depth_chroma_minus8
    bits.bit()  # qpprime_y_zero_transform_bypass_flag
    if bits.bit():
        for size in SCALING_LIST_SIZES[: 12 if chroma_format == CHROMA_444 else 8]:
            if bits.bit():
                _skip_scaling_list(bits, size)


def _skip_scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order_count(bits: _Bits) -> None:
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()  # log2_max_pic_order_cnt_lsb_minus4
    elif kind == 1:
        bits.bit()  # delta_pic_order_always_zero_flag
        bits.signed()  # offset_for_non_ref_pic
        bits.signed()  # offset_for_top_to_bottom_field
        for _ in range(bits.unsigned()):
            bits.signed()  # offset_for_ref_frame
