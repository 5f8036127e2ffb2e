"""What is told of an MP4 of more fragments than FFmpeg may look at."""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import pytest
from hypothesis import given, settings, strategies as st

from tests.services.probe.corpus import Audio, Clip, Subtitle, Video
from tests.services.probe.hostile_files import box
from video_catalog.metadata import AudioStream, VideoMetadata, VideoStream
from video_catalog.probe.container import probe
from video_catalog.probe.fragments import JUMPS, SAMPLE

RATE = Fraction(25)
MANY = JUMPS + 100
FLAGS = "empty_moov+delay_moov+default_base_moof"


@functools.cache
def fragmented(
    flags: str = FLAGS,
    *,
    frames: int = MANY,
    length: int = 34_000,
    hold: Sequence[int] = (1,),
    sound: float = 0,
) -> bytes:
    """A fragment for each picture.

    Args:
        flags: of the muxer.
        frames: how many.
        length: of each, in bytes.
        hold: how long each is shown, by turns.
        sound: how long, in seconds.
    """
    video = Video(
        codec="mpeg4",
        rate=RATE,
        frames=frames,
        hold=hold,
        edit=lambda packet: packet.ljust(length, b"\0"),
    )
    streams: list[Video | Audio | Subtitle] = [video]
    if sound:
        streams.append(Audio(seconds=sound, rate=8000))
    options = {"movflags": f"frag_every_frame+{flags}"}
    with TemporaryDirectory() as folder:
        return Clip(name="a.mp4", streams=streams, options=options).write(Path(folder)).read_bytes()


class Jumping(io.BytesIO):
    """Counts how often it is read elsewhere."""

    jumps = 0
    end = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.jumps += self.tell() != self.end
        content = super().read(size)
        self.end = self.tell()
        return content


@dataclass(frozen=True)
class Ends:
    """When a file ends, and its streams, in seconds."""

    file: Fraction | None
    streams: list[Fraction | None]


def by_all_fragments(content: bytes) -> Ends:
    """What FFmpeg says, which looks at each."""
    with av.open(io.BytesIO(content), "r") as container:
        streams: list[Any] = list(container.streams)
        return Ends(
            Fraction(container.duration or 0, av.time_base),
            [each.duration * each.time_base for each in streams],
        )


def probed(content: bytes) -> tuple[VideoMetadata, int]:
    """What is told, and for how many jumps."""
    file = Jumping(content)
    return probe(file, name="a.mp4", size=len(content)), file.jumps


def ends(found: VideoMetadata) -> Ends:
    streams: list[VideoStream | AudioStream] = [*found.video, *found.audio]
    return Ends(found.duration, [each.duration for each in streams])


def lying(content: bytes) -> bytes:
    """The same, but the list has its times where offsets are to be, and its offsets as times."""
    head, kind, entries = content.rpartition(b"tfra\1")
    assert kind
    return head + b"tfra\0" + entries


def empty_at_the_end(content: bytes) -> bytes:
    head, kind, samples = content.rpartition(b"trun")
    return head + kind + samples[:4] + bytes(4) + samples[8:]


LONG = float(MANY / RATE)


@pytest.mark.parametrize(
    ("made", "most"),
    [
        pytest.param(fragmented, 60, id="listed"),
        pytest.param(lambda: fragmented("empty_moov+delay_moov"), 100, id="offsets in the file"),
        pytest.param(
            lambda: fragmented(f"{FLAGS}+separate_moof", sound=LONG), 100, id="tracks by turns"
        ),
        pytest.param(lambda: fragmented(f"{FLAGS}+dash"), 150, id="each listed"),
        pytest.param(lambda: empty_at_the_end(fragmented()), 100, id="last one without samples"),
        pytest.param(lambda: fragmented(f"{FLAGS}+skip_trailer"), JUMPS + 60, id="not listed"),
        pytest.param(lambda: lying(fragmented()), 60, id="wrongly listed"),
    ],
)
def test_tells_when_many_fragments_end(made: Callable[[], bytes], most: int) -> None:
    content = made()
    found, jumps = probed(content)
    assert ends(found) == by_all_fragments(content)
    assert found.bit_rate == int(len(content) * 8 / (found.duration or 1))
    (video,) = found.video
    assert (video.codec, video.width, video.bit_rate) == ("mpeg4", 64, None)
    assert all(each.bit_rate is None for each in found.audio)
    assert jumps < most


def cut(content: bytes) -> bytes:
    return content[:-1]


def untimed(content: bytes) -> bytes:
    return content.replace(b"tfdt", b"free")


def with_noise(content: bytes) -> bytes:
    return content + box(b"nois", bytes(100))


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: cut(fragmented(f"{FLAGS}+skip_trailer")), id="cut"),
        pytest.param(lambda: with_noise(fragmented(f"{FLAGS}+skip_trailer")), id="noise behind"),
        pytest.param(lambda: untimed(fragmented()), id="without times"),
        pytest.param(lambda: fragmented(sound=1), id="a track ends before"),
    ],
)
def test_does_not_guess_when_many_fragments_end(made: Callable[[], bytes]) -> None:
    found, _ = probed(made())
    assert ends(found) == Ends(None, [None] * len((*found.video, *found.audio)))
    (video,) = found.video
    assert (found.bit_rate, video.bit_rate, video.width) == (None, None, 64)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: fragmented(frames=JUMPS - 100), id="not too many"),
        pytest.param(
            lambda: fragmented(f"{FLAGS}+skip_trailer", frames=JUMPS - 100), id="not listed"
        ),
        pytest.param(lambda: fragmented(frames=5 * JUMPS, length=200), id="small"),
        pytest.param(lambda: fragmented(f"{FLAGS}+dash+global_sidx"), id="listed at the front"),
    ],
)
def test_lets_ffmpeg_look_at_what_it_may(made: Callable[[], bytes]) -> None:
    content = made()
    found, _ = probed(content)
    with av.open(io.BytesIO(content), "r") as container:
        expected = container.streams.video[0].codec_context.bit_rate
    assert found.video[0].bit_rate == expected
    assert ends(found) == by_all_fragments(content)


def test_does_not_take_the_first_fragments_for_the_average() -> None:
    content = fragmented(hold=(1, 2))
    found, _ = probed(content)
    assert ends(found) == by_all_fragments(content)
    assert found.video[0].average_frame_rate is None


def test_does_not_count_far_too_many() -> None:
    content = fragmented(f"{FLAGS}+skip_trailer")
    file = Jumping(content)
    found = probe(file, name="a.mp4", size=5 * len(content))
    assert (ends(found), found.video[0].average_frame_rate) == (Ends(None, [None]), RATE)
    assert file.jumps < 2 * SAMPLE


FEW = 20


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=60),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**50),
    st.integers(0, 63),
)
def test_bears_any_list(more: bytes, first: int, step: int, lengths: int) -> None:
    content = fragmented(f"{FLAGS}+skip_trailer", frames=FEW, length=200)
    offsets = [(first + number * step) % 2**64 for number in range(JUMPS + 2)]
    entries = b"".join(struct.pack(">QQ", 0, each).ljust(19, b"\1") for each in offsets)
    head = struct.pack(">B7xII", 1, lengths, len(offsets))
    inside = box(b"tfra", head + entries) + box(b"tfra", more)
    listed = box(b"mfra", inside + struct.pack(">I4sII", 16, b"mfro", 0, len(inside) + 24))
    found, _ = probed(content + listed)
    assert ends(found) in (by_all_fragments(content), Ends(None, [None]))
