from __future__ import annotations

import contextlib
import json
from datetime import datetime
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, strategies as st

from video_catalog.api.parameters import HIGHEST_SECONDS, PAGE, pairs, parse
from video_catalog.api.problems import Problem

NAMES = st.sampled_from([parameter.name for parameter in PAGE]) | st.text(max_size=5)


@given(query=st.lists(st.tuples(NAMES, st.text(max_size=40)), max_size=4))
def test_reads_any_query_or_says_what_is_wrong(query: list[tuple[str, str]]) -> None:
    with contextlib.suppress(Problem):
        parse(urlencode(query).encode(), PAGE)


@given(query=st.binary(max_size=40))
def test_reads_any_bytes_or_says_what_is_wrong(query: bytes) -> None:
    with contextlib.suppress(Problem):
        assert "\ufffd" not in repr(pairs(query)) or "\ufffd".encode() in query
    with contextlib.suppress(Problem):
        parse(query, PAGE)


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        pytest.param("key_prefix=夕焼け", "key_prefix", "夕焼け", id="UTF-8 as it is"),
        pytest.param("key_prefix=%E5%A4%95", "key_prefix", "夕", id="UTF-8 encoded"),
        pytest.param("key_prefix=a+b", "key_prefix", "a b", id="space"),
        pytest.param("hdr=HDR10+", "hdr", "HDR10+", id="plus as it is"),
        pytest.param("hdr=HDR10%2B", "hdr", "HDR10+", id="plus encoded"),
        pytest.param("hdr=Dolby+Vision", "hdr", "Dolby Vision", id="space in a choice"),
        pytest.param("hdr=HDR10", "hdr", "HDR10", id="without plus"),
        pytest.param("codec=H264", "codec", "h264", id="case"),
        pytest.param("codec=H.265", "codec", "hevc", id="usual name"),
        pytest.param("codec=HEVC", "codec", "hevc", id="FFmpeg's name"),
        pytest.param("container=MKV", "container", "matroska", id="usual name of a container"),
        pytest.param(
            "container=mov,mp4,m4a,3gp,3g2,mj2",
            "container",
            "mov,mp4,m4a,3gp,3g2,mj2",
            id="all names of a container",
        ),
        pytest.param("frame_rate_min=30", "frame_rate_min", 30.0, id="whole rate"),
        pytest.param("frame_rate_min=30.00", "frame_rate_min", 30.0, id="whole rate as decimal"),
        pytest.param(
            "frame_rate_max=30000/1001", "frame_rate_max", 30000 / 1001, id="exact quotient"
        ),
    ],
)
def test_reads(query: str, name: str, value: object) -> None:
    assert parse(query.encode(), PAGE) == {name: value}


@pytest.mark.parametrize(
    "query", [b"key_prefix=\xff", b"key_prefix=%FF", b"%FF=1", b"key_prefix=%ED%A0%80"]
)
def test_refuses_what_is_no_utf8(query: bytes) -> None:
    with pytest.raises(Problem, match="expected UTF-8") as raised:
        parse(query, PAGE)
    assert raised.value.status == 400


@pytest.mark.parametrize(
    "text", ["2026-11-23T09:00:00+09:00", "2026-11-23T09:00:00.5+09:00", "2026-11-23t00:00:00Z"]
)
def test_reads_times_whose_plus_was_not_encoded(text: str) -> None:
    found = parse(f"created_from={text}".encode(), PAGE)["created_from"]
    assert found == datetime.fromisoformat(text.upper())


@given(seconds=st.floats(0, HIGHEST_SECONDS))
@example(seconds=0.041666666666666664)
@example(seconds=1e-07)
@example(seconds=5e-324)
@example(seconds=1e9)
def test_finds_a_duration_by_what_its_record_says(seconds: float) -> None:
    text = json.dumps(abs(seconds))
    found = parse(f"duration_min={text}&duration_max={text}".encode(), PAGE)
    assert found == {"duration_min": seconds, "duration_max": seconds}


@given(rate=st.floats(1e-4, 1000))
@example(rate=30000 / 1001)
def test_finds_a_rate_by_what_its_record_says(rate: float) -> None:
    text = json.dumps(rate)
    found = parse(f"frame_rate_min={text}&frame_rate_max={text}".encode(), PAGE)
    assert found["frame_rate_min"] <= rate <= found["frame_rate_max"]


@pytest.mark.parametrize("whole", [24, 30, 48, 60, 120])
@pytest.mark.parametrize("places", [2, 3, 5])
def test_takes_a_decimal_for_the_rate_that_it_abbreviates(whole: int, places: int) -> None:
    rate = whole * 1000 / 1001
    text = f"{rate:.{places}f}"
    query = f"frame_rate_min={text}&frame_rate_max={text}"
    found = parse(query.encode(), PAGE)
    assert found["frame_rate_min"] <= rate <= found["frame_rate_max"]
    assert found["frame_rate_max"] < whole
    assert found["frame_rate_max"] - found["frame_rate_min"] <= 1.001 * 10**-places


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
        pytest.param("duration_min", "9" * 400, id="beyond floats without exponent"),
        pytest.param("duration_min", "0." + "1" * 401, id="more decimals than floats have"),
        pytest.param("duration_min", "1000000000.0000001", id="a little more than the most"),
        pytest.param("frame_rate_min", "1/0", id="division by zero"),
        pytest.param("frame_rate_min", "30000 / 1001", id="spaces"),
        pytest.param("created_from", "2026-01-01", id="date"),
        pytest.param("created_from", "2026-01-01T00:00:00", id="no zone"),
        pytest.param("created_from", "2026-02-30T00:00:00Z", id="no such day"),
        pytest.param("created_from", "20260101T000000Z", id="basic format"),
        pytest.param("created_from", "2026-01-01 00:00:00Z", id="space for T"),
        pytest.param("container", "mp4,", id="empty name"),
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
