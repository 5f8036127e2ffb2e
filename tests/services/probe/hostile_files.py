"""Files that are not what they say, or are more than they seem, by what they are."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.services.probe import corpus_edits
from tests.services.probe.clips import clip, piped
from tests.services.probe.corpus import Audio, Clip, Video
from tests.services.probe.corpus_edits import Elementary, encoded, mapped, with_tracks
from video_catalog.probe.limits import MIB

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


def avif(frames: int) -> bytes:
    """A still picture, or pictures that move."""
    video = Video(codec="libsvtav1", options={"preset": "12"}, frames=frames)
    with TemporaryDirectory() as folder:
        return Clip(name="a.avif", streams=[video]).write(Path(folder)).read_bytes()


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
    "still picture": lambda: avif(frames=1),
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
