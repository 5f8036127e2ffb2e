from __future__ import annotations

import re

from hypothesis import given, strategies as st

from video_catalog.api import cursor


@given(number=st.integers(0, cursor.HIGHEST))
def test_carries_a_number(number: int) -> None:
    encoded = cursor.encode(number)
    assert re.fullmatch(cursor.PATTERN, encoded)
    assert cursor.decode(encoded) == number


@given(text=st.from_regex(cursor.PATTERN, fullmatch=True))
def test_takes_every_text_of_its_pattern(text: str) -> None:
    assert 0 <= cursor.decode(text) <= cursor.HIGHEST
