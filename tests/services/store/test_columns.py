"""What is stored of a video, and in which order its events are."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, strategies as st

from tests.services.videos import METADATA
from video_catalog.store.columns import columns, storable
from video_catalog.store.identity import order

JSON = st.recursive(
    st.text() | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=JSON)
def test_changes_nothing_that_can_be_stored(value: object) -> None:
    encoded = json.dumps(value)
    if "\\u0000" not in encoded:
        assert storable(value) == value


def test_takes_the_main_video_beside_cover_art() -> None:
    cover = replace(METADATA.video[0], index=0, codec="mjpeg", is_cover_art=True)
    main = replace(METADATA.video[0], index=1, average_frame_rate=Fraction(50))
    found = columns(replace(METADATA, video=(cover, main), main_video=1))
    assert (found["codec"], found["frame_rate"]) == ("hevc", 50.0)


@given(
    one=st.text("0123456789ABCDEFabcdef", min_size=1, max_size=20),
    other=st.text("0123456789ABCDEFabcdef", min_size=1, max_size=20),
)
def test_orders_sequencers_as_s3_says(one: str, other: str) -> None:
    longest = max(len(one), len(other))
    padded = (one.upper().ljust(longest, "0"), other.upper().ljust(longest, "0"))
    assert (order(one) < order(other)) == (padded[0] < padded[1])
    assert (order(one) == order(other)) == (padded[0] == padded[1])
