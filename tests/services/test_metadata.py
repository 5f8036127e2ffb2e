from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.services.videos import METADATA
from video_catalog.metadata import (
    AudioStream,
    Chapter,
    Program,
    SubtitleStream,
    VideoMetadata,
    VideoStream,
    as_data,
    from_data,
)

st.register_type_strategy(Fraction, st.fractions(-(10**15), 10**15, max_denominator=10**9))

TRUE: object = True

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=5,
)


def with_main_video(metadata: VideoMetadata) -> VideoMetadata:
    return replace(metadata, main_video=metadata.video[0].index)


def some(kind: type, at_least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(st.from_type(kind), min_size=at_least, max_size=2).map(tuple)


VIDEOS = st.builds(
    VideoMetadata,
    video=some(VideoStream, at_least=1),
    audio=some(AudioStream),
    subtitles=some(SubtitleStream),
    chapters=some(Chapter),
    programs=some(Program),
)


@settings(max_examples=50)
@given(VIDEOS.map(with_main_video))
def test_reads_back_what_it_writes(metadata: VideoMetadata) -> None:
    assert from_data(json.loads(json.dumps(as_data(metadata)))) == metadata


def changed(path: str, value: object) -> object:
    """The data of a video with one value replaced."""
    data: Any = json.loads(json.dumps(as_data(METADATA)))
    *steps, last = path.split(".")
    found = data
    for step in steps:
        found = found[int(step)] if isinstance(found, list) else found[step]
    found[last] = value
    return data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            [],
            "metadata: []; expected <class 'video_catalog.metadata.VideoMetadata'>.",
            id="another type",
        ),
        pytest.param(
            changed("size", TRUE), "metadata.size: True; expected <class 'int'>.", id="boolean"
        ),
        pytest.param(
            changed("duration", "1e999999999"),
            "metadata.duration: '1e999999999'; expected <class 'fractions.Fraction'>.",
            id="exponent",
        ),
        pytest.param(
            changed("duration", "1/0"),
            "metadata.duration: '1/0'; expected <class 'fractions.Fraction'>.",
            id="division by zero",
        ),
        pytest.param(
            changed("video.0.scan", "sideways"),
            "metadata.video[0].scan: 'sideways'; expected "
            "typing.Literal['progressive', 'interlaced'].",
            id="unknown word",
        ),
        pytest.param(
            changed("tags.title", 5),
            "metadata.tags['title']: 5; expected <class 'str'>.",
            id="value of a mapping",
        ),
        pytest.param(
            changed("chapters.0.name", "a"),
            "metadata.chapters[0]: ['name'] missing or too much; "
            "expected ['end', 'start', 'title'].",
            id="unknown field",
        ),
        pytest.param(
            changed("main_video", 7),
            "metadata.main_video: 7; expected the index of a stream of video.",
            id="no such stream",
        ),
    ],
)
def test_refuses_what_it_did_not_write(data: object, message: str) -> None:
    with pytest.raises(ValueError, match="expected") as raised:
        from_data(data)
    assert str(raised.value) == message


@given(
    path=st.sampled_from(["video", "video.0.level", "audio.0.tags", "chapters", "size"]),
    value=JSON,
)
def test_survives_anything(path: str, value: object) -> None:
    try:
        assert isinstance(from_data(changed(path, value)), VideoMetadata)
    except ValueError as error:
        assert "expected" in str(error)  # noqa: PT017 - any other outcome fails too
