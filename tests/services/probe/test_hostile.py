"""Files that are not what they say: each ends in metadata or in a reason, within its limits."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.probe.clips import clip
from tests.services.probe.conftest import Bucket
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event
from video_catalog.probe.limits import MIB, Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober

LIMITS: Final = Limits(seconds=30, processor_seconds=20)
CONTAINERS: Final = ("mp4", "mov", "matroska", "mpegts", "avi", "mxf", "flv")
NOISE: Final = random.Random(7).randbytes(100_000)  # noqa: S311 - any bytes


def box(kind: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    """A box of ISO/IEC 14496-12, whose size may lie."""
    return struct.pack(">I", 8 + len(content) if size is None else size) + kind + content


def boxes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Offset and kind of each box at the top."""
    offset = 0
    while offset < len(content):
        size, kind = struct.unpack_from(">I4s", content, offset)
        yield offset, kind
        offset += size


FTYP: Final = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")


def without(kind: bytes) -> bytes:
    """The clip without one of its boxes."""
    content = clip()
    bounds = [*(offset for offset, _ in boxes(content)), len(content)]
    kept = zip(boxes(content), bounds[1:], strict=True)
    return b"".join(content[start:end] for (start, name), end in kept if name != kind)


def deep_boxes(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = box(b"moov", box(b"trak", content))
    return FTYP + content


def many_tracks(number: int) -> bytes:
    content = clip()
    (start, _), *_ = [each for each in boxes(content) if each[1] == b"moov"]
    moov = content[start : start + struct.unpack_from(">I", content, start)[0]]
    inside = {kind: offset for offset, kind in boxes(moov[8:])}
    track = 8 + inside[b"trak"]
    size = struct.unpack_from(">I", moov, track)[0]
    head, one, tail = moov[8:track], moov[track : track + size], moov[track + size :]
    return content[:start] + box(b"moov", head + one * number + tail)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as output:
        output.writestr("a.mp4", clip())
    return file.getvalue()


PLAYLIST: Final = (
    b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
)
MANIFEST: Final = (
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
    b"<Period><AdaptationSet><Representation><BaseURL>file:///etc/hostname</BaseURL>"
    b"</Representation></AdaptationSet></Period></MPD>"
)
COMPOSITION: Final = (
    b'<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">'
    b"<ContentTitle>a</ContentTitle></CompositionPlaylist>"
)

REFUSED: Final[Mapping[str, Callable[[], bytes]]] = {
    "no byte": lambda: b"",
    "one byte": lambda: b"\0",
    "text": lambda: b"This is not a video.\n" * 1000,
    "zeros": lambda: bytes(MIB),
    "noise": lambda: NOISE,
    "HTML": lambda: b"<!DOCTYPE html><title>a video</title>" + b" " * 5000,
    "zip": archive,
    "HLS playlist": lambda: PLAYLIST,
    "DASH manifest": lambda: MANIFEST,
    "IMF composition": lambda: COMPOSITION,
    "concat script": lambda: b"ffconcat version 1.0\nfile /etc/hostname\n",
    "SDP": lambda: b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
    "image sequence": lambda: b"\x89PNG\r\n\x1a\n" + NOISE,
    "subtitles": lambda: "1\n00:00:00,000 --> 00:00:01,000\nこんにちは\n".encode() * 100,
    "sound alone": lambda: b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28),
    "only ftyp": lambda: FTYP,
    "no moov": lambda: without(b"moov"),
    "empty moov": lambda: FTYP + box(b"moov"),
    "box without end": lambda: FTYP + box(b"moov", NOISE, size=0),
    "box smaller than its head": lambda: FTYP + box(b"moov", size=4),
    "deep boxes": lambda: deep_boxes(20_000),
    "noise in an FLV file": lambda: b"FLV\1\5\0\0\0\x09\0\0\0\0" + NOISE,
}
"""What no reading makes a video of."""


@pytest.fixture
def prober(bucket: Bucket, parsers: Parsers) -> S3Prober:
    return S3Prober(bucket.client, parsers, LIMITS)


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_is_no_video(bucket: Bucket, prober: S3Prober, name: str) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(REFUSED[name]()))
    assert caught.value.reason is Reason.NOT_A_VIDEO
    assert str(caught.value).startswith("a.mp4: ")
    assert str(caught.value).endswith("; expected a video file.")


TRUNCATED: Final[Mapping[str, Callable[[], bytes]]] = {
    "box larger than the file": lambda: FTYP + box(b"moov", size=0x7FFFFFFF),
    "box of 2^63 bytes": lambda: FTYP + box(b"moov", b"\x7f" + b"\xff" * 7, size=1),
    "samples cut, index at the end": lambda: clip()[:-1000],
    "samples cut, index at the front": lambda: clip(options="faststart")[:-1],
    "Matroska": lambda: clip("matroska")[:-1],
    "AVI": lambda: clip("avi")[:-1],
}
"""What says itself that it is longer."""


@pytest.mark.parametrize("name", TRUNCATED)
def test_refuses_what_lacks_its_end(bucket: Bucket, prober: S3Prober, name: str) -> None:
    content = TRUNCATED[name]()
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(content))
    assert caught.value.reason is Reason.TRUNCATED
    assert str(caught.value).startswith(f"a.mp4: {len(content)} bytes; expected ")


def encrypted_samples() -> bytes:
    return clip().replace(b"mp4v", b"encv")


def scrambled_packets(scrambled_of_ten: int) -> bytes:
    content = bytearray(clip("mpegts", "mpeg2video", seconds=10))
    for number, start in enumerate(range(0, len(content), 188)):
        is_video = content[start + 1] & 0x1F == 1
        if is_video and number % 10 < scrambled_of_ten:
            content[start + 3] |= 0x80
    return bytes(content)


@pytest.mark.parametrize("content", [encrypted_samples(), scrambled_packets(10)])
def test_refuses_what_is_encrypted(bucket: Bucket, prober: S3Prober, content: bytes) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(content))
    assert caught.value.reason is Reason.ENCRYPTED
    assert str(caught.value) == "a.mp4: encrypted; expected a video in the clear."


def test_takes_a_broken_packet_for_no_encryption(bucket: Bucket, prober: S3Prober) -> None:
    assert outcome(prober, bucket.upload(scrambled_packets(1))) == "probed"


def test_refuses_more_streams_than_a_video_has(bucket: Bucket, prober: S3Prober) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(many_tracks(1001)))
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


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_video_that_is_whole_is_probed(bucket: Bucket, prober: S3Prober, container: str) -> None:
    codec = "mpeg2video" if container in {"mpegts", "mxf"} else "mpeg4"
    codec = "flv" if container == "flv" else codec
    assert outcome(prober, bucket.upload(clip(container, codec))) == "probed"


def test_a_video_that_is_cut_anywhere_ends_in_a_reason_or_in_metadata(
    bucket: Bucket, prober: S3Prober
) -> None:
    content = clip()
    bounds = [offset for offset, _ in boxes(content)]
    near = {each + step for each in bounds for step in (-1, 0, 1, 4, 8)}
    outcomes = {
        outcome(prober, bucket.upload(content[:end]))
        for end in sorted(near)
        if 0 <= end < len(content)
    }
    assert outcomes == {"not a video", "truncated"}


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
    container: str,
    cut: float,
    places: list[tuple[float, bytes]],
) -> None:
    content = bytearray(clip(container))
    for place, damage in places:
        start = int(place * len(content))
        content[start : start + len(damage)] = damage
    outcome(prober, bucket.upload(bytes(content[: int(cut * len(content))])))
