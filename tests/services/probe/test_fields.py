from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import pytest
from av.stream import Disposition

from tests.services.probe import ffprobe
from tests.services.probe.conftest import Bucket
from tests.services.probe.corpus import NONE, Clip, Video
from tests.services.probe.corpus_clips import KINDS, PQ, Kind, hevc
from video_catalog.metadata import as_data
from video_catalog.probe.container import probe_file
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober

SAMPLES: Final = "VIDEO_SAMPLES"
ENDINGS: Final = frozenset(
    {".3g2", ".3gp", ".asf", ".avi", ".dv", ".f4v", ".flv", ".gxf", ".ivf", ".m2ts",
     ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf", ".nut", ".ogg",
     ".ogv", ".rm", ".rmvb", ".ts", ".vob", ".webm", ".wmv", ".wtv"}
)  # fmt: skip
ABSENT: Final = "absent"
ANY: Final = "any"


@dataclass(frozen=True)
class Difference:
    """Where ffprobe says something else, and why we do not follow."""

    clip: str
    path: str
    ours: object
    theirs: object
    why: str

    def covers(self, path: str, ours: object, theirs: object) -> bool:
        return (
            fnmatchcase(path, self.path)
            and self.ours in (ANY, ours)
            and self.theirs in (ANY, theirs)
        )


NEWER: Final = "FFmpeg 8.1, which PyAV brings, reads it; ffprobe's 8.0 does not yet"

DIFFERENCES: Final = (
    Difference(
        clip="faststart.mp4",
        path="*.language",
        ours=None,
        theirs="und",
        why="ISO 639-2 writes und for a language that is not known",
    ),
    Difference(
        clip="faststart.mp4",
        path="*.tags.vendor_id",
        ours=ABSENT,
        theirs="[0][0][0][0]",
        why="FFmpeg 8.1, which PyAV brings, leaves out a vendor of zeros",
    ),
    Difference(
        clip="mirrored.mov",
        path="video.0.rotation",
        ours=180,
        theirs=0,
        why="ffprobe does not see that the matrix mirrors; turned by 180 and mirrored is upright",
    ),
    Difference(
        clip="hlg.mp4",
        path="video.0.scan",
        ours="progressive",
        theirs=None,
        why="HEVC's configuration record tells; ffprobe looks at the order of fields alone",
    ),
    Difference(
        clip="dv.avi",
        path="video.0.scan",
        ours="interlaced",
        theirs=None,
        why="the first picture is made of fields; which one comes first is not told",
    ),
    Difference(
        clip="animated.avif",
        path="video.1.scan",
        ours="progressive",
        theirs=None,
        why="AV1 has no fields, which ffprobe says of the still picture alone",
    ),
    Difference(
        clip="sound.mov",
        path="audio.*.bit_depth",
        ours=None,
        theirs=8,
        why="the 8 bits of G.711 stand for samples of 14",
    ),
    Difference(
        clip="cover.mkv",
        path="audio.*.bit_depth",
        ours=None,
        theirs=32,
        why="WavPack may lose some bits, and PyAV does not tell whether it did",
    ),
    Difference(
        clip="vp8.webm",
        path="video.0.profile",
        ours=None,
        theirs="0",
        why="a number where the codec's profiles have no names",
    ),
    Difference(
        clip="prores.mov", path="video.0.color_range", ours="limited", theirs=None, why=NEWER
    ),
    Difference(clip="prores.mov", path="video.0.field_order", ours="tt", theirs=None, why=NEWER),
    Difference(clip="av1.mp4", path="video.0.*_aspect_ratio", ours=ANY, theirs=None, why=NEWER),
)

Made = Callable[[Kind], tuple[dict[str, Any], Path]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Makes a clip, and probes it."""
    folder = tmp_path_factory.mktemp("corpus")

    def make(kind: Kind) -> tuple[dict[str, Any], Path]:
        path = kind.clip.write(folder)
        data: dict[str, Any] = json.loads(json.dumps(as_data(probe_file(path))))
        return data, path

    return make


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_says_what_the_clip_was_made_with(kind: Kind, made: Made) -> None:
    data, _ = made(kind)
    assert {path: at(data, path) for path in kind.facts} == kind.facts


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_agrees_with_ffprobe(kind: Kind, made: Made) -> None:
    data, path = made(kind)
    assert [
        found
        for found in differences(data, ffprobe.translated(ffprobe.ask(path)))
        if not any(known.covers(*found) for known in DIFFERENCES)
    ] == []


def samples() -> list[Any]:
    """The files of a folder that whoever runs the tests names: real ones, of any origin."""
    folder = os.environ.get(SAMPLES)
    if not folder:
        reason = f"{SAMPLES} is not set; expected a folder of videos to compare with ffprobe"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="none")]
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS)
    assert files, f"{SAMPLES}={folder}: no file that ends in one of {sorted(ENDINGS)}."
    return [pytest.param(path, id=str(path.relative_to(folder))) for path in files]


@pytest.mark.parametrize("path", samples())
def test_agrees_with_ffprobe_on_real_files(path: Path) -> None:
    data = json.loads(json.dumps(as_data(probe_file(path))))
    assert [
        found
        for found in differences(data, ffprobe.translated(ffprobe.ask(path)))
        if not any(known.covers(*found) for known in DIFFERENCES)
    ] == []


@pytest.mark.parametrize("known", DIFFERENCES, ids=lambda known: f"{known.clip} {known.path}")
def test_still_differs_where_it_is_said_to(known: Difference, made: Made) -> None:
    data, path = made(next(kind for kind in KINDS if kind.name == known.clip))
    found = differences(data, ffprobe.translated(ffprobe.ask(path)))
    assert any(known.covers(*each) for each in found)


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[tuple[str, object, object]]:  # noqa: ANN401 - any JSON
    """Where the two differ: in all that they have in common, and in what only ffprobe has."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = theirs.keys() | (ours.keys() if path.endswith("tags") else set())
        for name in sorted(names):
            found = (ours.get(name, ABSENT), theirs.get(name, ABSENT))
            yield from differences(*found, f"{path}.{name}".lstrip("."))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, found in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(*found, f"{path}.{number}")
    elif ours != theirs:
        yield path, ours, theirs


def at(data: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
    for step in path.split("."):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def tagged(content: bytes, title: bytes) -> bytes:
    """The clip with another title of the same length."""
    assert content.count(b"TITLE-OF-12B") == 1
    return content.replace(b"TITLE-OF-12B", title)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("夕焼け。".encode(), id="UTF-8"),
        pytest.param("夕焼けの空。".encode("shift_jis"), id="Shift JIS"),
    ],
)
def test_reads_tags_of_any_bytes(tmp_path: Path, title: bytes) -> None:
    clip = Clip(
        name="tags.avi",
        streams=[Video(codec="mpeg4")],
        tags={"title": "TITLE-OF-12B"},
        finish=lambda content: tagged(content, title),
    )
    assert probe_file(clip.write(tmp_path)).tags["title"] == title.decode(errors="replace")


@pytest.mark.parametrize("video", [Video(), Video(codec="prores_ks", pixels="yuv422p10le")])
def test_a_picture_that_cannot_be_decoded_leaves_the_rest(tmp_path: Path, video: Video) -> None:
    def broken(packet: bytes) -> bytes:
        return packet[:8] + b"\xff" * (len(packet) - 8)

    streams = [replace(video, rotation=90, edit=broken), replace(video, rotation=90)]
    found, whole = probe_file(Clip(name="broken.mov", streams=streams).write(tmp_path)).video
    assert (found.width, found.rotation, found.is_mirrored) == (64, None, None)
    assert (whole.width, whole.rotation, whole.is_mirrored) == (64, 270, False)


MANY: Final = 20_000


def timed(path: Path, times: Sequence[int], scale: int) -> Path:
    """A video of the same picture at each of the times, in ticks of a scale."""
    options = {"video_track_timescale": str(scale)}
    still = Clip(name="still.mp4", streams=[Video(codec="mpeg4", frames=1)]).write(path)
    made = path / "timed.mp4"
    with av.open(str(still)) as source, av.open(str(made), "w", options=options) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        picture = bytes(next(source.demux(video=0)))
        for time in times:
            packet = av.Packet(picture)
            packet.stream, packet.time_base = stream, Fraction(1, scale)
            packet.pts = packet.dts = time
            packet.duration = scale // 30
            packet.is_keyframe = True
            target.mux(packet)
    return made


@pytest.mark.parametrize(
    ("times", "scale", "expected"),
    [
        pytest.param([1001 * i for i in range(MANY)], 30000, "constant", id="constant"),
        pytest.param(
            [1001 * i + (300 if i == MANY // 2 else 0) for i in range(MANY)],
            30000,
            "variable",
            id="one picture of many is late",
        ),
        pytest.param(
            [1001 * i + (300 if i == MANY - 1 else 0) for i in range(MANY)],
            30000,
            "variable",
            id="the last picture is late",
        ),
        pytest.param([1001 * i // 30 for i in range(MANY)], 1000, "constant", id="rounded"),
        pytest.param(
            [1001 * i // 30 + (2 if i == MANY - 2 else 0) for i in range(MANY)],
            1000,
            "variable",
            id="rounded, but for one",
        ),
        pytest.param([0, 512], 12800, None, id="two pictures"),
    ],
)
def test_tells_whether_all_pictures_last_equally_long(
    tmp_path: Path, times: Sequence[int], scale: int, expected: str | None
) -> None:
    (video,) = probe_file(timed(tmp_path, times, scale)).video
    assert video.frame_rate_mode == expected


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(struct.pack(">3I", 1, 12, 2**31), id="backwards"),
        pytest.param(struct.pack(">3I", 1, 12, 0), id="none"),
        pytest.param(struct.pack(">3I", 2, 12, 1001), id="more than there are"),
    ],
)
def test_does_not_guess_the_mode_of_lying_times(tmp_path: Path, runs: bytes) -> None:
    def lying(content: bytes) -> bytes:
        at = content.index(b"stts") + 8
        return content[:at] + runs + content[at + len(runs) :]

    clip = Clip(name="a.mp4", streams=[Video(codec="mpeg4")], finish=lying)
    assert probe_file(clip.write(tmp_path)).video[0].frame_rate_mode is None


def test_pq_without_a_picture_is_of_no_known_kind(tmp_path: Path) -> None:
    clip = Clip(name="broken.mp4", streams=[replace(hevc(PQ), edit=lambda each: bytes(len(each)))])
    (found,) = probe_file(clip.write(tmp_path)).video
    assert (found.color_transfer, found.hdr, found.has_hdr10_plus) == (16, None, None)


def test_a_codec_without_a_decoder_has_its_name(tmp_path: Path) -> None:
    clip = Clip(
        name="unknown.mp4",
        streams=[Video(codec="mpeg4"), Video()],
        finish=lambda content: content.replace(b"avc1", b"evc1"),
    )
    known, unknown = probe_file(clip.write(tmp_path)).video
    assert (known.codec, known.width) == ("mpeg4", 64)
    assert (unknown.codec, unknown.width, unknown.duration) == ("evc", None, known.duration)


@pytest.mark.parametrize(
    ("sizes", "default", "expected"),
    [
        pytest.param(["64x48", "128x96", "96x80"], None, 1, id="largest"),
        pytest.param(["64x48", "128x96", "128x96"], None, 1, id="first of the largest"),
        pytest.param(["64x48", "128x96", "96x80"], 2, 2, id="default"),
    ],
)
def test_tells_the_main_video(
    tmp_path: Path, sizes: list[str], default: int | None, expected: int
) -> None:
    streams = [
        Video(size=size, frames=2, disposition=Disposition.default if i == default else NONE)
        for i, size in enumerate(sizes)
    ]
    clip = Clip(name="angles.mkv", streams=streams, options={"default_mode": "passthrough"})
    assert probe_file(clip.write(tmp_path)).main_video == expected


def test_a_small_stream_that_begins_late_is_not_the_main_video(tmp_path: Path) -> None:
    """Of the late one alone FFmpeg tells how long it lasts."""
    slow = Video(codec="mpeg4", size="128x96", rate=Fraction(5), frames=75)
    streams = [slow, replace(slow, size="64x48", frames=20, start=50)]
    clip = Clip(name="angles.mkv", streams=streams, options={"default_mode": "passthrough"})
    assert probe_file(clip.write(tmp_path)).main_video == 0


def timecoded(name: str, *timecodes: str, unreferred: bool = False) -> Clip:
    """A video with each of the time codes; in QuickTime each is a track, to which it refers."""
    return Clip(
        name=name,
        streams=[Video(frames=2, tags={"timecode": each}) for each in timecodes],
        finish=lambda content: content.replace(b"tref", b"free") if unreferred else content,
    )


@pytest.mark.parametrize(
    ("clip", "expected"),
    [
        pytest.param(timecoded("a.mkv", "01:00:00:00"), "01:00:00:00", id="Matroska's stream"),
        pytest.param(
            Clip(name="a.mkv", streams=[Video()], tags={"TimeCode": "01:00:00;02"}),
            "01:00:00;02",
            id="Matroska's file",
        ),
        pytest.param(
            timecoded("a.mov", "01:00:00:00", "02:00:00:00"), "01:00:00:00", id="main video"
        ),
        pytest.param(
            timecoded("a.mov", "01:00:00:00", unreferred=True),
            "01:00:00:00",
            id="track that none refers to",
        ),
        pytest.param(
            timecoded("a.mov", "01:00:00:00", "02:00:00:00", unreferred=True),
            None,
            id="different tracks that none refers to",
        ),
    ],
)
def test_tells_the_timecode(tmp_path: Path, clip: Clip, expected: str | None) -> None:
    assert probe_file(clip.write(tmp_path)).timecode == expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_says_the_same_of_an_object_in_the_parser(
    kind: Kind, bucket: Bucket, parsers: Parsers, tmp_path: Path
) -> None:
    path = kind.clip.write(tmp_path)
    prober = S3Prober(bucket.requests, parsers, Limits())
    found = prober.probe(bucket.upload(path.read_bytes())).metadata
    assert replace(found, checksums={}) == probe_file(path)
