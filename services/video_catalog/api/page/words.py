"""Values as people read them. What is unknown is `None`, and stays so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice
from typing import Final

CONTAINERS: Final = {
    "mov,mp4,m4a,3gp,3g2,mj2": "MP4 or MOV",
    "matroska,webm": "Matroska or WebM",
    "mpegts": "MPEG-TS",
    "mpeg": "MPEG-PS",
    "mxf": "MXF",
    "avi": "AVI",
    "asf": "ASF",
    "flv": "FLV",
    "ogg": "Ogg",
}
"""By FFmpeg's names of its demuxers."""

PRIMARIES: Final = {
    1: "BT.709", 4: "BT.470 M", 5: "BT.601, 625 lines", 6: "BT.601, 525 lines", 7: "SMPTE 240M",
    8: "film", 9: "BT.2020", 10: "XYZ", 11: "DCI-P3", 12: "Display P3", 22: "EBU 3213",
}  # fmt: skip
TRANSFERS: Final = {
    1: "BT.709", 4: "gamma 2.2", 5: "gamma 2.8", 6: "BT.601", 7: "SMPTE 240M", 8: "linear",
    11: "IEC 61966-2-4", 13: "sRGB", 14: "BT.2020, 10 bits", 15: "BT.2020, 12 bits", 16: "PQ",
    17: "SMPTE 428", 18: "HLG",
}  # fmt: skip
MATRICES: Final = {
    0: "RGB", 1: "BT.709", 4: "FCC", 5: "BT.601, 625 lines", 6: "BT.601, 525 lines",
    7: "SMPTE 240M", 8: "YCgCo", 9: "BT.2020", 10: "BT.2020, constant luminance", 14: "ICtCp",
}  # fmt: skip
"""By their numbers in ITU-T H.273."""

FIELD_ORDERS: Final = {
    "tt": "top field first",
    "bb": "bottom field first",
    "tb": "top field coded first, bottom shown first",
    "bt": "bottom field coded first, top shown first",
}
PREFIXES: Final = ("", "k", "M", "G", "T", "P", "E")
MINUTE: Final = 60

LONGEST_TEXT: Final = 1_000
"""In characters; a file may hold megabytes in one tag."""

LONGEST_LINE: Final = 100
"""Texts that one line lists."""


def container(names: str) -> str:
    """As `MXF`."""
    return CONTAINERS.get(names, names)


def duration(seconds: float | str) -> str:
    """As `0:04.250` or `1:02:03`: to the millisecond, where there are any."""
    whole, thousandths = divmod(round(Fraction(seconds) * 1000), 1000)
    minutes, rest = divmod(whole, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return f"{clock}.{thousandths:03}" if thousandths else clock


def size(count: int) -> str:
    """As `4.7 GB`."""
    return _prefixed(count, "B")


def bit_rate(rate: int) -> str:
    """As `5.2 Mb/s`."""
    return _prefixed(rate, "b/s")


def _prefixed(value: float, unit: str) -> str:
    power = 0
    # 999.95 would be written as 1000.0.
    while value >= 999.95 and power + 1 < len(PREFIXES):  # noqa: PLR2004 - said above
        value, power = value / 1000, power + 1
    shown = f"{value:.1f}" if power else f"{value:g}"
    return f"{shown} {PREFIXES[power]}{unit}"


def rate(value: float | str) -> str:
    """As `29.97 fps`."""
    return f"{float(Fraction(value)):.5g} fps"


def number(value: float) -> str:
    """As `1,234`."""
    return f"{value:,}"


def decimal(value: str) -> str:
    """A fraction, as `0.3127`."""
    return f"{float(Fraction(value)):.6g}"


def moment(value: datetime | str) -> str:
    """As `2026-11-23 09:00 UTC`."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def instant(value: datetime | str) -> str:
    """As HTML's `time` has it."""
    return value if isinstance(value, str) else value.isoformat()


def picture(width: int | None, height: int | None) -> str | None:
    """As `1920x1080`, with the sign for times."""
    if width is None or height is None:
        return None
    return f"{width} \N{MULTIPLICATION SIGN} {height}"


def aspect(ratio: str) -> str:
    """As `16:9`."""
    value = Fraction(ratio)
    return f"{value.numerator}:{value.denominator}"


def listed(texts: Collection[object]) -> str | None:
    """Parted by commas; of many, the first."""
    more = ["\N{HORIZONTAL ELLIPSIS}"] if len(texts) > LONGEST_LINE else []
    return ", ".join([*map(str, islice(texts, LONGEST_LINE)), *more]) or None


def beginning(text: str) -> str:
    """The text; of a long one, what it begins with."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}\N{HORIZONTAL ELLIPSIS}"
