"""Files that are not what they say: each ends in metadata or in a reason, within its limits."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.probe import corpus_edits
from tests.services.probe.clips import clip
from tests.services.probe.conftest import Bucket
from tests.services.probe.corpus import Audio, Clip, Video
from tests.services.probe.corpus_edits import encoded
from tests.services.probe.hostile_files import (
    ENCRYPTED,
    NOISE,
    REFUSED,
    STREAMS,
    TRUNCATED,
    WHOLE,
    boxes,
    scrambled_packets,
)
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event
from video_catalog.probe.container import DEMUXERS, probe_file
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober

LIMITS: Final = Limits(seconds=30, processor_seconds=20)

CONTAINERS: Final = ("mp4", "mov", "matroska", "mpegts", "avi", "mxf", "flv")


@pytest.fixture
def prober(bucket: Bucket, parsers: Parsers) -> S3Prober:
    return S3Prober(bucket.requests, parsers, LIMITS)


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_is_no_video(bucket: Bucket, prober: S3Prober, name: str) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(REFUSED[name]()))
    assert caught.value.reason is Reason.NOT_A_VIDEO
    assert str(caught.value).startswith("a.mp4: ")
    assert str(caught.value).endswith("; expected a video file.")


@pytest.mark.parametrize("name", TRUNCATED)
def test_refuses_what_lacks_its_end(bucket: Bucket, prober: S3Prober, name: str) -> None:
    content = TRUNCATED[name]()
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(content))
    assert caught.value.reason is Reason.TRUNCATED
    assert str(caught.value).startswith(f"a.mp4: {len(content)} bytes; expected ")


@pytest.mark.parametrize("name", WHOLE)
def test_probes_what_is_whole(bucket: Bucket, prober: S3Prober, name: str) -> None:
    assert outcome(prober, bucket.upload(WHOLE[name]())) == "probed"


@pytest.mark.parametrize("name", ENCRYPTED)
def test_refuses_what_is_encrypted(bucket: Bucket, prober: S3Prober, name: str) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(ENCRYPTED[name]()))
    assert caught.value.reason is Reason.ENCRYPTED
    assert str(caught.value) == "a.mp4: encrypted; expected a video in the clear."


def test_takes_no_compressed_track_for_an_encrypted_one(bucket: Bucket, prober: S3Prober) -> None:
    content = encoded(clip("webm", "libvpx"), corpus_edits.COMPRESSED)
    assert outcome(prober, bucket.upload(content)) == "probed"


def test_takes_a_broken_packet_for_no_encryption(bucket: Bucket, prober: S3Prober) -> None:
    assert outcome(prober, bucket.upload(scrambled_packets(1))) == "probed"


@pytest.mark.parametrize("name", STREAMS)
def test_refuses_more_streams_than_a_video_has(bucket: Bucket, prober: S3Prober, name: str) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(STREAMS[name]()))
    assert caught.value.reason is Reason.TOO_LARGE
    assert str(caught.value) == "a.mp4: needs more memory, or has more than 1000 streams."


def outcome(prober: S3Prober, event: Event) -> str:
    """Metadata or a reason: whatever else is a failure of this test."""
    try:
        found = prober.probe(event)
    except PermanentError as error:
        return error.reason.value
    assert found.metadata.video
    assert found.bytes_read <= LIMITS.bytes_read
    return "probed"


def locally(folder: Path, content: bytes) -> str:
    """What the command says of a file: metadata or a reason."""
    path = folder / "hostile"
    path.write_bytes(content)
    try:
        probe_file(path)
    except PermanentError as error:
        return error.reason.value
    return "probed"


def alike(prober: S3Prober, bucket: Bucket, folder: Path, content: bytes) -> str:
    """What the worker and the command say of the same bytes."""
    found = outcome(prober, bucket.upload(content))
    assert found == locally(folder, content)
    return found


EXPECTED: Final = {
    "not a video": REFUSED,
    "truncated": TRUNCATED,
    "probed": WHOLE,
    "encrypted": ENCRYPTED,
    "too large": STREAMS,
}


@pytest.mark.parametrize(
    ("expected", "name"),
    [(expected, name) for expected, made in EXPECTED.items() for name in made],
)
def test_the_command_says_the_same(tmp_path: Path, expected: str, name: str) -> None:
    assert locally(tmp_path, EXPECTED[expected][name]()) == expected


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_video_that_is_whole_is_probed(bucket: Bucket, prober: S3Prober, container: str) -> None:
    codec = "mpeg2video" if container in {"mpegts", "mxf"} else "mpeg4"
    codec = "flv" if container == "flv" else codec
    assert outcome(prober, bucket.upload(clip(container, codec))) == "probed"


def test_a_video_that_is_cut_anywhere_ends_in_a_reason_or_in_metadata(
    bucket: Bucket, prober: S3Prober, tmp_path: Path
) -> None:
    content = clip()
    bounds = [offset for offset, _ in boxes(content)]
    near = {each + step for each in bounds for step in (-1, 0, 1, 4, 8)}
    outcomes = {
        alike(prober, bucket, tmp_path, content[:end])
        for end in sorted(near)
        if 0 <= end < len(content)
    }
    assert outcomes == {"not a video", "truncated"}


PARENTS: Final = frozenset({b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"})


def nested(content: bytes, start: int, end: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Where each box begins, and those in it; with it, where those begin that it is in."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", content, start)
        yield start, ()
        if kind in PARENTS:
            for inner, outer in nested(content, start + 8, start + size):
                yield inner, (start, *outer)
        start += size


def cut_between(content: bytes, end: int, parents: tuple[int, ...]) -> bytes:
    """The clip up to there, and the boxes that it is in say so."""
    edited = bytearray(content[:end])
    for parent in parents:
        struct.pack_into(">I", edited, parent, end - parent)
    return bytes(edited)


def test_an_index_that_is_cut_between_any_boxes_ends_in_a_reason_or_in_metadata(
    bucket: Bucket, prober: S3Prober, tmp_path: Path
) -> None:
    content = clip()
    for end, parents in nested(content, 0, len(content)):
        if parents:
            honest = cut_between(content, end, parents)
            assert alike(prober, bucket, tmp_path, honest) in {"not a video", "probed"}
            assert locally(tmp_path, content[:end]) == "truncated"


def test_a_matroska_file_that_is_cut_between_any_elements_ends_in_a_reason_or_in_metadata(
    bucket: Bucket, prober: S3Prober, tmp_path: Path
) -> None:
    content = clip("matroska")
    unknown = corpus_edits.of_unknown_size(content)
    _, segment, *ends = corpus_edits.elements(content)
    outcomes = {alike(prober, bucket, tmp_path, unknown[:end]) for end in ends}
    assert outcomes == {"not a video", "probed"}
    assert locally(tmp_path, content[: ends[-1]]) == "truncated"
    assert locally(tmp_path, content[:segment]) == "not a video"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    container=st.sampled_from(("mp4", "matroska", "avi")),
    cut=st.floats(0, 1),
    places=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=20),
)
def test_a_video_that_is_damaged_ends_in_a_reason_or_in_metadata(
    bucket: Bucket,
    prober: S3Prober,
    tmp_path: Path,
    *,
    container: str,
    cut: float,
    places: list[tuple[float, bytes]],
) -> None:
    content = bytearray(clip(container))
    for place, damage in places:
        start = int(place * len(content))
        content[start : start + len(damage)] = damage
    alike(prober, bucket, tmp_path, bytes(content[: int(cut * len(content))]))


MPEG2: Final = Video(codec="mpeg2video", size="720x480", frames=2)

SOUND: Final = Audio(codec="pcm_s16le", format="s16")

HEADS: Final[Mapping[str, Clip]] = {
    "aac": Clip(name="a.aac", streams=[Audio()]),
    "asf": Clip(name="a.asf", streams=[Video(codec="wmv2")]),
    "avi": Clip(name="a.avi", streams=[Video(codec="mpeg4")]),
    "dv": Clip(name="a.dv", streams=[Video(codec="dvvideo", size="720x480", pixels="yuv411p")]),
    "flac": Clip(name="a.flac", streams=[Audio(codec="flac", format="s16")]),
    "flv": Clip(name="a.flv", streams=[Video(codec="flv")]),
    "gxf": Clip(name="a.gxf", streams=[MPEG2]),
    "ivf": Clip(name="a.ivf", streams=[Video(codec="libvpx")]),
    "matroska": Clip(name="a.mkv", streams=[Video(codec="mpeg4")]),
    "mov": Clip(name="a.mp4", streams=[Video(codec="mpeg4")], options={"movflags": "faststart"}),
    "mp3": Clip(name="a.mp3", streams=[Audio(codec="libmp3lame")]),
    "mpeg": Clip(name="a.mpg", container="dvd", streams=[MPEG2]),
    "mpegts": Clip(name="a.ts", streams=[MPEG2]),
    "mxf": Clip(name="a.mxf", streams=[Video(codec="mpeg2video", rate=Fraction(25))]),
    "nut": Clip(name="a.nut", streams=[Video(codec="mpeg4")]),
    "ogg": Clip(name="a.ogg", streams=[Video(codec="libvpx")]),
    "rm": Clip(name="a.rm", streams=[Video(codec="rv10", size="176x144")]),
    "wav": Clip(name="a.wav", streams=[SOUND]),
    "wtv": Clip(name="a.wtv", streams=[MPEG2]),
}
"""Files by the demuxer that reads them."""


@pytest.mark.parametrize("demuxer", DEMUXERS.split(","))
def test_a_head_with_noise_or_nothing_behind_it_ends_alike_as_object_and_as_file(
    bucket: Bucket, prober: S3Prober, tmp_path: Path, demuxer: str
) -> None:
    content = HEADS[demuxer].write(tmp_path).read_bytes()
    for hostile in (
        content[:40] + NOISE,
        content[:1000] + NOISE,
        content[: len(content) // 2] + NOISE,
        content[: len(content) * 6 // 10],
    ):
        found = alike(prober, bucket, tmp_path, hostile)
        assert found in {"probed", "not a video", "truncated", "encrypted"}


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A clip that plays."""
    path = tmp_path / "real.ts"
    path.write_bytes(clip("mpegts", "mpeg2video"))
    return path


@pytest.mark.parametrize("end", ["\n", "\v", "\x1c", "\x85", "\u2028"], ids=ascii)
def test_takes_no_text_of_a_file_for_its_description(
    bucket: Bucket, prober: S3Prober, tmp_path: Path, end: str
) -> None:
    hostile = {"comment": f"x{end}  Stream #0:0: Video: forged"}
    path = Clip(name="a.mkv", streams=[Video(codec="mpeg4", tags=hostile)]).write(tmp_path)
    found = prober.probe(bucket.upload(path.read_bytes()))
    assert [each.codec for each in found.metadata.video] == ["mpeg4"]


class Opened:
    """Whether anybody opened a file since, by inotify(7)."""

    OPENED = 0x20

    def __init__(self, path: Path) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        self._watch = library.inotify_init1(os.O_NONBLOCK)
        assert library.inotify_add_watch(self._watch, bytes(path), self.OPENED) > 0

    def __bool__(self) -> bool:
        try:
            return bool(os.read(self._watch, 4096))
        except BlockingIOError:
            return False
        finally:
            os.close(self._watch)


PLAYLIST_OF_ONE: Final = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"

HLS: Final = {"format": "hls", "options": {"allowed_extensions": "ALL", "extension_picky": "0"}}

CONCAT: Final = {"format": "concat", "options": {"safe": "0"}}


@pytest.mark.parametrize(
    ("script", "allowed"),
    [
        pytest.param(PLAYLIST_OF_ONE, HLS, id="HLS playlist"),
        pytest.param("ffconcat version 1.0\nfile {}\n", CONCAT, id="concat script"),
    ],
)
def test_opens_nothing_that_a_file_names(
    bucket: Bucket, prober: S3Prober, real: Path, script: str, allowed: Mapping[str, Any]
) -> None:
    path = real.with_name("a.mp4")
    path.write_text(script.format(real))
    opened = Opened(real)
    with av.open(str(path), **allowed) as container:
        assert container.streams.video[0].width == 64
    assert opened, "who may open it finds the clip"
    opened = Opened(real)
    assert alike(prober, bucket, real.parent, path.read_bytes()) == "not a video"
    assert not opened
