from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from video_catalog.api.page import words


@pytest.mark.parametrize(
    ("word", "value", "text"),
    [
        (words.duration, 0, "0:00"),
        (words.duration, 4.25, "0:04.250"),
        (words.duration, "25/2", "0:12.500"),
        (words.duration, 59.9996, "1:00"),
        (words.duration, 3723, "1:02:03"),
        (words.duration, "1001/30000", "0:00.033"),
        (words.size, 0, "0 B"),
        (words.size, 999, "999 B"),
        (words.size, 1000, "1.0 kB"),
        (words.size, 4_700_000_000, "4.7 GB"),
        (words.size, 999_950, "1.0 MB"),
        (words.size, 999_949, "999.9 kB"),
        (words.size, 2**63 - 1, "9.2 EB"),
        (words.size, 10**22, "10000.0 EB"),
        (words.bit_rate, 5_240_000, "5.2 Mb/s"),
        (words.rate, "30000/1001", "29.97 fps"),
        (words.rate, 25.0, "25 fps"),
        (words.rate, 119.88011988011988, "119.88 fps"),
        (words.decimal, "15635/50000", "0.3127"),
        (words.aspect, "16/9", "16:9"),
        (words.aspect, "2", "2:1"),
        (words.number, 1234567, "1,234,567"),
        (words.container, "mxf", "MXF"),
        (words.container, "something,else", "something,else"),
        (words.moment, "2026-11-23T09:00:00+09:00", "2026-11-23 00:00 UTC"),
        (words.moment, datetime(2026, 11, 23, 9, tzinfo=UTC), "2026-11-23 09:00 UTC"),
        (words.instant, "2026-11-23T09:00:00+09:00", "2026-11-23T09:00:00+09:00"),
        (
            words.instant,
            datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=9))),
            "2026-11-23T09:00:00+09:00",
        ),
        (words.listed, [], None),
        (words.listed, ["a", 1], "a, 1"),
    ],
)
def test_values_as_people_read_them(
    word: Callable[[object], str | None], value: object, text: str | None
) -> None:
    assert word(value) == text


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [(1920, 1080, "1920 \N{MULTIPLICATION SIGN} 1080"), (None, 1080, None), (1920, None, None)],
)
def test_a_picture_has_both_sides(width: int | None, height: int | None, text: str | None) -> None:
    assert words.picture(width, height) == text


@given(thousandths=st.integers(0, 10**12))
def test_a_duration_is_read_back(thousandths: int) -> None:
    text = words.duration(str(Fraction(thousandths, 1000)))
    clock, _, rest = text.partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    assert 1000 * seconds + int(rest or 0) == thousandths
