from __future__ import annotations

from dataclasses import dataclass

from video_catalog.metadata import DolbyVision, Program
from video_catalog.probe.description import Description, StreamDescription, describe

TEXT = """\
Input #0, mpegts, from '':
  Metadata:
    title           : a
                    :   Stream #0:9: Video: mpeg4
  Duration: 00:00:10.00, start: 1.400000, bitrate: 17000 kb/s
  Program 101\x20
    Metadata:
      service_name    : 総合
      service_provider: a
  Stream #0:1[0x111]: Video: hevc (Main 10), yuv420p10le(tv), 1920x1080, 59.94 fps
    Metadata:
      comment         : Side data:
      DOVI configuration record: version: 1.0, profile: 5, level: 1, rpu flag: 1, el flag: 0, \
bl flag: 1, compatibility id: 0, compression: 0
    Side data:
      CPB properties: bitrate max/min/avg: 0/0/0 buffer size: 0 vbv_delay: N/A
      DOVI configuration record: version: 1.0, profile: 7, level: 6, rpu flag: 1, el flag: 1, \
bl flag: 1, compatibility id: 6, compression: 0
  Stream #0:2[0x112](jpn): Audio: dts (dca) (DTS-HD MA), 48000 Hz, 5.1, s32p (24 bit)
  Program 102\x20
  Stream #0:0[0x211]: Video: none, 320x180
  No Program
  Stream #0:3[0x301]: Subtitle: arib_caption (Profile A)
"""


@dataclass(frozen=True)
class Container:
    """An open file, by what FFmpeg prints of it."""

    text: str

    def dumps_format(self) -> str:
        return self.text


def test_reads_all_that_it_looks_for() -> None:
    assert describe(Container(TEXT)) == Description(
        programs=(
            Program(number=101, name="総合", streams=(1, 2)),
            Program(number=102, name=None, streams=(0,)),
        ),
        streams={
            0: StreamDescription(codec=None),
            1: StreamDescription(
                codec="hevc",
                side_data=frozenset({"CPB properties", "DOVI configuration record"}),
                dolby_vision=DolbyVision(
                    profile=7, level=6, compatibility=6, has_enhancement_layer=True
                ),
            ),
            2: StreamDescription(codec="dts", raw_bits=24),
            3: StreamDescription(codec="arib_caption"),
        },
    )


def test_knows_nothing_of_a_stream_that_is_not_described() -> None:
    assert describe(Container("")).stream(4) == StreamDescription()
