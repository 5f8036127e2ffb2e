from __future__ import annotations

import contextlib
from urllib.parse import urlencode

import pytest
from hypothesis import given, strategies as st

from video_catalog.api.parameters import PAGE, parse
from video_catalog.api.problems import Problem

NAMES = st.sampled_from([parameter.name for parameter in PAGE]) | st.text(max_size=5)


@given(query=st.lists(st.tuples(NAMES, st.text(max_size=40)), max_size=4))
def test_reads_any_query_or_says_what_is_wrong(query: list[tuple[str, str]]) -> None:
    with contextlib.suppress(Problem):
        parse(urlencode(query).encode(), PAGE)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("limit", "1_0", id="underscore"),
        pytest.param("limit", "٣", id="digit of another script"),
        pytest.param("limit", "101", id="too many"),
        pytest.param("height_min", "-1", id="negative"),
        pytest.param("height_min", "1e3", id="exponent"),
        pytest.param("duration_min", "nan", id="not a number"),
        pytest.param("duration_min", "inf", id="infinite"),
        pytest.param("duration_min", "1e400", id="beyond floats"),
        pytest.param("frame_rate_min", "1/0", id="division by zero"),
        pytest.param("frame_rate_min", "30000 / 1001", id="spaces"),
        pytest.param("created_from", "2026-01-01", id="date"),
        pytest.param("created_from", "2026-01-01T00:00:00", id="no zone"),
        pytest.param("created_from", "2026-02-30T00:00:00Z", id="no such day"),
        pytest.param("created_from", "20260101T000000Z", id="basic format"),
        pytest.param("codec", "a\0", id="U+0000"),
        pytest.param("codec", "", id="empty"),
        pytest.param("cursor", "A" * 31, id="short cursor"),
        pytest.param("cursor", "A" * 32 + "\n", id="line"),
        pytest.param("hdr", "hlg", id="case"),
    ],
)
def test_refuses(name: str, text: str) -> None:
    with pytest.raises(Problem) as raised:
        parse(urlencode([(name, text)]).encode(), PAGE)
    assert raised.value.status == 400
    assert [error["parameter"] for error in raised.value.errors] == [name]
