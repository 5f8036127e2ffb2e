from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import pytest

from video_catalog.__main__ import main

FRAMES = 30


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """One second of 64 by 48 pictures at 29.97 a second, with a tone in English."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=Fraction(30000, 1001))
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = container.add_stream("aac", rate=48000, layout="stereo")
        audio.metadata["language"] = "eng"
        for number in range(FRAMES):
            picture = av.VideoFrame(64, 48, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([8 * number]) * plane.buffer_size)
            container.mux(video.encode(picture))
        sound = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
        sound.sample_rate = 48000
        for channel in sound.planes:
            channel.update(bytes(channel.buffer_size))
        container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def test_prints_the_metadata_as_json(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", str(clip)]) == 0
    printed = json.loads(capsys.readouterr().out)
    video = {
        "codec": "mpeg4",
        "width": 64,
        "height": 48,
        "average_frame_rate": "30000/1001",
        "pixel_format": "yuv420p",
        "bit_depth": 8,
        "color_primaries": None,
        "is_cover_art": False,
    }
    audio = {
        "codec": "aac",
        "sample_rate": 48000,
        "channels": 2,
        "layout": "stereo",
        "language": "eng",
    }
    assert printed["container"] == "mov,mp4,m4a,3gp,3g2,mj2"
    assert printed["size"] == clip.stat().st_size
    assert printed["main_video"] == 0
    assert {name: printed["video"][0][name] for name in video} == video
    assert {name: printed["audio"][0][name] for name in audio} == audio
    assert printed["subtitles"] == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "text.mp4",
            b"hello",
            "Invalid data found when processing input; expected a video file.",
        ),
        ("empty.mp4", b"", "Invalid data found when processing input; expected a video file."),
        (
            "playlist.mp4",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n",
            "Invalid data found when processing input; expected a video file.",
        ),
        (
            "concat.mp4",
            b"ffconcat version 1.0\nfile other.mp4\n",
            "a format that is not allowed; expected a video file.",
        ),
    ],
)
def test_refuses_what_is_no_video_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["probe", str(path)]) == 1
    assert capsys.readouterr() == ("", f"{path}: {message}\n")


def test_refuses_sound_without_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        audio = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        sound = av.AudioFrame(format="s16", layout="mono", samples=800)
        sound.sample_rate = 8000
        container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    assert main(["probe", str(path)]) == 1
    assert capsys.readouterr().err == f"{path}: no stream of pictures; expected a video file.\n"


def test_refuses_a_file_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.mp4"
    assert main(["probe", str(path)]) == 1
    assert capsys.readouterr().err == (
        f"{path}: No such file or directory; expected a readable file.\n"
    )


def test_cover_art_is_not_the_main_video(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "covered.mp4"
    with av.open(str(path), "w") as container, av.open(str(clip)) as source:
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 640, 480, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        video = container.add_stream_from_template(source.streams.video[0])
        picture = av.VideoFrame(640, 480, "yuvj420p")
        container.mux(cover.encode(picture))
        container.mux(cover.encode(None))
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                container.mux(packet)
    assert main(["probe", str(path)]) == 0
    printed = json.loads(capsys.readouterr().out)
    main_video = next(each for each in printed["video"] if each["index"] == printed["main_video"])
    assert (main_video["width"], main_video["is_cover_art"]) == (64, False)
