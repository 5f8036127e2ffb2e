"""What the prober makes of a parser and of S3 together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from pathlib import Path
from threading import Thread, current_thread
from typing import ClassVar

import av
import pytest

from local.servers import Emulator
from tests.services.probe.clips import clip
from tests.services.probe.conftest import Bucket, requests_to
from tests.services.probe.corpus import Clip, Video
from video_catalog.errors import TransientError
from video_catalog.events import Event, Kind
from video_catalog.probe.container import probe_file
from video_catalog.probe.limits import KIB, MIB, Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.probe.s3_requests import Answer, S3Requests

RATE = Fraction(25)
EVENT = Event(kind=Kind.CREATED, bucket="ingest", key="a.mp4")


def test_reads_little_of_a_large_file(bucket: Bucket, parsers: Parsers) -> None:
    content = clip(options="faststart", seconds=60)
    event = bucket.upload(content, ChecksumAlgorithm="SHA256")
    probe = S3Prober(bucket.requests, parsers, Limits()).probe(event)
    assert probe.metadata.size == len(content)
    assert probe.metadata.checksums.keys() == {"SHA256"}
    assert probe.bytes_read <= 256 * KIB


def long_mxf(directory: Path, frames: int) -> Path:
    """Of 25 frames a second, with a partition for each ten seconds."""
    second = Video(codec="mpeg2video", size="64x48", rate=RATE, frames=25, options={"g": "1"})
    short = Clip(name="short.mxf", streams=(second,)).write(directory)
    path = directory / "long.mxf"
    with av.open(str(short)) as source, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(source.streams.video[0])
        contents = [bytes(packet) for packet in source.demux() if packet.size]
        for number, content in enumerate(islice(cycle(contents), frames)):
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, 1 / RATE
            packet.pts = packet.dts = number
            packet.duration, packet.is_keyframe = 1, True
            output.mux(packet)
    return path


class Remembered(S3Requests):
    """Remembers which threads asked for ranges."""

    def get(self, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        self.threads = [*getattr(self, "threads", []), current_thread()]
        return super().get(url, headers, longest)


def test_reads_hours_of_mxf(
    aws: Emulator, bucket: Bucket, parsers: Parsers, tmp_path: Path
) -> None:
    frames = 100 * 60 * 25
    path = long_mxf(tmp_path, frames)
    event = bucket.upload(path.read_bytes())
    requests = requests_to(aws.endpoint, kind=Remembered)
    probe = S3Prober(requests, parsers, Limits()).probe(event)
    # It waits for few of 600 partitions.
    assert requests.threads.count(current_thread()) < 10
    assert probe.metadata.duration == frames / RATE
    # 600 partitions of 32 KiB, and what stands at both ends.
    assert probe.bytes_read < 28 * MIB


@pytest.mark.parametrize(
    ("flags", "most"),
    [
        pytest.param("frag_every_frame+empty_moov", 6, id="listed"),
        pytest.param("frag_every_frame+empty_moov+skip_trailer", 1050, id="not listed"),
    ],
)
def test_reads_an_hour_of_fragments(
    bucket: Bucket, parsers: Parsers, tmp_path: Path, flags: str, most: int
) -> None:
    frames = 2200
    video = Video(
        codec="mpeg4",
        rate=Fraction(1, 2),
        frames=frames,
        edit=lambda packet: packet.ljust(34 * KIB, b"\0"),
    )
    path = Clip(name="a.mp4", streams=[video], options={"movflags": flags}).write(tmp_path)
    limits = Limits(requests=most)
    probe = S3Prober(bucket.requests, parsers, limits).probe(bucket.upload(path.read_bytes()))
    assert probe.metadata.duration == 2 * frames


def test_reads_two_frames_of_mxf(bucket: Bucket, parsers: Parsers, tmp_path: Path) -> None:
    frames = {"g": "1", "b": "50M", "maxrate": "50M", "minrate": "50M", "bufsize": "8M"}
    video = Video(codec="mpeg2video", size="1920x1080", rate=RATE, frames=40, options=frames)
    path = Clip(name="large.mxf", streams=(video,)).write(tmp_path)
    size = path.stat().st_size
    probe = S3Prober(bucket.requests, parsers, Limits()).probe(bucket.upload(path.read_bytes()))
    assert probe.metadata.video[0].average_frame_rate == RATE
    assert (size > 8 * MIB, probe.bytes_read < 4 * MIB) == (True, True), (size, probe.bytes_read)


def test_knows_the_rate_of_mxf_whose_frames_say_none(tmp_path: Path) -> None:
    video = Video(codec="prores_ks", pixels="yuv422p10le", rate=RATE, frames=4)
    path = Clip(name="prores.mxf", streams=(video,)).write(tmp_path)
    assert probe_file(path).video[0].average_frame_rate == RATE


LARGE = 4 * MIB
HEAD = b"\0\0\0\x10ftypisom\0\0\0\0" + (3 * MIB).to_bytes(4, "big") + b"mdat"
"""Of a file whose index stands behind its media."""


class Slow(BaseHTTPRequestHandler):
    """Gives the first bytes, and others when nobody waits any more."""

    parsers: ClassVar[Path]

    def do_HEAD(self) -> None:
        self.answer(200, LARGE)

    def do_GET(self) -> None:
        first, last = (int(each) for each in self.headers["Range"][len("bytes=") :].split("-"))
        if first:
            waiting = set(self.parsers.read_text().split())
            while waiting <= set(self.parsers.read_text().split()):
                os.sched_yield()
        content = (HEAD if first == 0 else b"").ljust(last - first + 1, b"\0")
        self.answer(206, len(content), ("Content-Range", f"bytes {first}-{last}/{LARGE}"))
        self.wfile.write(content)

    def answer(self, status: int, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("ETag", '"e"')
        self.send_header("Content-Length", str(length))
        for header in headers:
            self.send_header(*header)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def slow(parsers: Parsers) -> Iterator[S3Requests]:
    children = Path(f"/proc/{parsers.pid}/task/{parsers.pid}/children")
    handler = type("Handler", (Slow,), {"parsers": children})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield requests_to(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()


def test_a_file_is_not_to_blame_for_slow_s3() -> None:
    with Parsers() as parsers, slow(parsers) as requests:
        prober = S3Prober(requests, parsers, Limits(seconds=1))
        with pytest.raises(TransientError, match=r"^a.mp4: S3 took 1 s of 1 s; expected it to"):
            prober.probe(EVENT)
