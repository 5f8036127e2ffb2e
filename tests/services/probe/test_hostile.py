"""Files that are not what they say: each ends in metadata or in a reason, within its limits."""

from __future__ import annotations

import ctypes
import io
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import av
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.probe import corpus_edits
from tests.services.probe.clips import clip, piped
from tests.services.probe.conftest import Bucket
from tests.services.probe.corpus import Audio, Clip, Video
from tests.services.probe.corpus_edits import Elementary, encoded, mapped, with_tracks
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event
from video_catalog.probe.container import DEMUXERS, probe_file
from video_catalog.probe.limits import MIB, Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.probe.sizes import declared_size

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
        offset += struct.unpack_from(">Q", content, offset + 8)[0] if size == 1 else size


FTYP: Final = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")


def cut_in_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


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
    "raw H.264": lambda: clip("h264", "libx264"),
    "raw MPEG-2": lambda: clip("mpeg2video", "mpeg2video"),
    "raw pictures": lambda: clip("yuv4mpegpipe", "wrapped_avframe"),
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


FRAGMENTS: Final = "frag_keyframe+empty_moov"


def cut_in(content: bytes, kind: bytes, into: int, number: int = 0) -> bytes:
    """The clip up to some bytes into one of the boxes of a kind, by its number."""
    starts = [offset for offset, found in boxes(content) if found == kind]
    return content[: starts[number] + into]


def cut_in_footer(into: int = 100) -> bytes:
    content = clip("mxf", "mpeg2video")
    return content[: content.rindex(bytes.fromhex("060e2b34020501010d0102010104")) + into]


def in_two_parts() -> bytes:
    """An AVI as OpenDML makes one larger than a GiB."""
    return clip("avi") + b"RIFF" + struct.pack("<I", 1004) + b"AVIX" + bytes(1000)


TRUNCATED: Final[Mapping[str, Callable[[], bytes]]] = {
    "box larger than the file": lambda: FTYP + box(b"moov", size=0x7FFFFFFF),
    "box of 2^63 bytes": lambda: FTYP + box(b"moov", b"\x7f" + b"\xff" * 7, size=1),
    "samples cut, index at the end": lambda: clip()[:-1000],
    "samples cut, index at the front": lambda: clip(options="faststart")[:-1],
    "head of the samples, index at the front": lambda: cut_in(
        clip(options="faststart"), b"mdat", 4
    ),
    "head of the index": lambda: cut_in(clip(), b"moov", 4),
    "large head of the index": lambda: cut_in(large_index(), b"moov", 12),
    "samples of a fragment": lambda: cut_in(clip(options=FRAGMENTS), b"mdat", 12, -1),
    "index of a fragment": lambda: cut_in(piped("mp4", options=FRAGMENTS), b"moof", 12, -1),
    "fragments that are listed": lambda: cut_in(
        clip(options=f"{FRAGMENTS}+dash+global_sidx"), b"moof", 0, -1
    ),
    "list of fragments": lambda: clip(options=FRAGMENTS)[:-1],
    "Matroska": lambda: clip("matroska")[:-1],
    "AVI": lambda: clip("avi")[:-1],
    "AVI of several parts": lambda: in_two_parts()[:-1],
    "MXF": lambda: cut_in_half(clip("mxf", "mpeg2video")),
    "footer of MXF": cut_in_footer,
    "head of the footer of MXF": lambda: cut_in_footer(20),
    "FLV": lambda: clip("flv", "flv")[:-1],
    "ASF": lambda: clip("asf", "msmpeg4")[:-1],
}
"""What says itself that it is longer."""


@pytest.mark.parametrize("name", TRUNCATED)
def test_refuses_what_lacks_its_end(bucket: Bucket, prober: S3Prober, name: str) -> None:
    content = TRUNCATED[name]()
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(content))
    assert caught.value.reason is Reason.TRUNCATED
    assert str(caught.value).startswith(f"a.mp4: {len(content)} bytes; expected ")


def large_index() -> bytes:
    """An MP4 whose index has a size of 64 bits."""
    content = clip()
    ((start, _),) = [each for each in boxes(content) if each[1] == b"moov"]
    index = content[start + 8 :]
    return content[:start] + box(b"moov", struct.pack(">Q", 16 + len(index)) + index, size=1)


MORE: Final = [b"\n" * number for number in range(1, 10)]

WHOLE: Final[Mapping[str, Callable[[], bytes]]] = {
    "AVI of unknown size": lambda: piped("avi"),
    "AVI of several parts": in_two_parts,
    "AVI and a line break": lambda: clip("avi") + b"\r\n",
    "Matroska of unknown size": lambda: piped("matroska"),
    "MXF of unknown size": lambda: piped("mxf", "mpeg2video"),
    "FLV of unknown size": lambda: piped("flv", "flv"),
    "ASF of unknown size": lambda: piped("asf", "msmpeg4"),
    **{f"MP4 and {len(more)} bytes": partial(bytes.__add__, clip(), more) for more in MORE},
    "MP4, index at the front, and a zero": lambda: clip(options="faststart") + b"\0",
    "fragments": lambda: clip(options=FRAGMENTS),
    "fragments that are listed": lambda: clip(options=f"{FRAGMENTS}+dash+global_sidx"),
    "fragments, each listed": lambda: clip(options=f"{FRAGMENTS}+dash"),
    "fragments without a list": lambda: cut_in(clip(options=FRAGMENTS), b"mfra", 0),
    "MP4 of a large index": large_index,
    "fragments and a line break": lambda: clip(options=FRAGMENTS) + b"\n",
}
"""What nothing is missing of."""


@pytest.mark.parametrize("name", WHOLE)
def test_probes_what_is_whole(bucket: Bucket, prober: S3Prober, name: str) -> None:
    assert outcome(prober, bucket.upload(WHOLE[name]())) == "probed"


@pytest.mark.parametrize(("fragments", "is_told"), [(20, True), (100, False)])
def test_looks_at_no_more_fragments_than_it_has_requests_for(
    fragments: int, *, is_told: bool
) -> None:
    fragment = box(b"moof", bytes(92)) + box(b"mdat", bytes(MIB))
    whole = FTYP + box(b"moov") + fragment * fragments
    size = len(whole)
    file = Counted(whole[:-1])
    assert declared_size(file, size - 1) == (size if is_told else None)
    assert file.reads <= (4 + 2 * fragments if is_told else 8)


MXF: Final = bytes.fromhex("060e2b34020501010d0102010102")
EBML: Final = bytes.fromhex("1a45dfa3")
ASF: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(box(b"free") * 100, id="many boxes"),
        pytest.param(FTYP + box(b"what"), id="unknown box"),
        pytest.param((b"RIFF" + struct.pack("<I", 4) + b"AVI ") * 100, id="many parts of an AVI"),
        pytest.param(MXF, id="key of MXF"),
        pytest.param(MXF + bytes(2) + b"\x83" + bytes(3), id="head of MXF"),
        pytest.param(MXF + bytes(2) + b"\x60" + bytes(24) + b"\0" * 7 + b"\1", id="wrong footer"),
        pytest.param(EBML, id="name of EBML"),
        pytest.param(EBML + b"\x82ab", id="head of EBML"),
        pytest.param(EBML + b"\x82ab" + b"\x08abc", id="too long a name in EBML"),
        pytest.param(EBML + b"\x82ab\x18\x53\x80\x67\x01\0", id="length cut in EBML"),
        pytest.param(ASF + bytes(14) + bytes(24) * 100, id="many objects of ASF"),
        pytest.param(ASF, id="head of ASF"),
        pytest.param(b"FLV\1\5\0\0\0\x09\0\0\0\0\x12\0\0\x20" + bytes(40), id="FLV without size"),
    ],
)
def test_knows_no_size_of_what_does_not_tell_it(content: bytes) -> None:
    assert declared_size(io.BytesIO(content), len(content)) is None


def test_takes_a_list_of_fragments_without_content_for_a_box() -> None:
    content = FTYP + box(b"sidx") + box(b"mdat")
    assert declared_size(io.BytesIO(content), len(content)) == len(content)


class Counted(io.BytesIO):
    """Counts the reads."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


KEY: Final = "00112233445566778899aabbccddeeff"


def encrypted(options: str = "") -> bytes:
    """Pictures and sound by Common Encryption, ISO/IEC 23001-7."""
    scheme = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": KEY, "encryption_kid": KEY}
    flags = {"movflags": options} if options else {}
    made = Clip(name="a.mp4", streams=[Video(), Audio()], options=scheme | flags)
    with TemporaryDirectory() as folder:
        content = made.write(Path(folder)).read_bytes()
    assert b"encv" in content
    assert b"enca" in content
    return content


def scrambled_packets(scrambled_of_ten: int) -> bytes:
    content = bytearray(clip("mpegts", "mpeg2video", seconds=10))
    for number, start in enumerate(range(0, len(content), 188)):
        is_video = content[start + 1] & 0x1F == 1
        if is_video and number % 10 < scrambled_of_ten:
            content[start + 3] |= 0x80
    return bytes(content)


ENCRYPTED: Final[Mapping[str, Callable[[], bytes]]] = {
    "samples": encrypted,
    "samples, index at the front": lambda: encrypted("faststart"),
    "samples of fragments": lambda: encrypted(FRAGMENTS),
    "sound": lambda: encrypted().replace(b"encv", b"avc1"),
    "FairPlay": lambda: clip().replace(b"mp4v", b"drmi"),
    "Matroska": lambda: encoded(clip("webm", "libvpx"), corpus_edits.ENCRYPTED),
    "packets": lambda: scrambled_packets(10),
}


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


def many_programs(programs: int, streams: int) -> bytes:
    """A transport stream of programs; the video is their first stream."""
    pids = range(0x100, 0x100 + programs * streams)
    rows = [pids[start : start + streams] for start in range(0, len(pids), streams)]
    edit = mapped(*([Elementary(pid, 2) for pid in row] for row in rows))
    return edit(clip("mpegts", "mpeg2video"))


STREAMS: Final[Mapping[str, Callable[[], bytes]]] = {
    "MP4": lambda: many_tracks(1001),
    "Matroska": lambda: with_tracks(clip("webm", "libvpx"), lambda track: track * 1001),
    "Matroska, very many": lambda: with_tracks(
        clip("webm", "libvpx"), lambda track: track * 100_000
    ),
    "transport stream": lambda: many_programs(40, 30),
}


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
