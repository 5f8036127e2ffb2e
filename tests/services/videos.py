"""Events and a probe's result, as the tests of store, cache and API use them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from video_catalog.events import Event, Kind
from video_catalog.metadata import AudioStream, Chapter, Program, VideoMetadata, VideoStream

METADATA = VideoMetadata(
    container="mov,mp4,m4a,3gp,3g2,mj2",
    brand="isom",
    compatible_brands=("isom", "mp42"),
    size=1000,
    duration=Fraction(25, 2),
    bit_rate=640,
    timecode="01:00:00;00",
    main_video=0,
    video=(
        VideoStream(
            index=0,
            codec="hevc",
            profile="Main 10",
            level=150,
            coded_width=3840,
            coded_height=2160,
            width=3840,
            height=2160,
            sample_aspect_ratio=Fraction(1),
            display_aspect_ratio=Fraction(16, 9),
            rotation=0,
            is_mirrored=False,
            average_frame_rate=Fraction(30000, 1001),
            base_frame_rate=Fraction(30000, 1001),
            frame_rate_mode="constant",
            scan="progressive",
            field_order=None,
            pixel_format="yuv420p10le",
            bit_depth=10,
            chroma_subsampling="4:2:0",
            color_primaries=9,
            color_transfer=18,
            color_matrix=9,
            color_range="limited",
            hdr="HLG",
            mastering_display=None,
            content_light_level=None,
            dolby_vision=None,
            has_hdr10_plus=None,
            has_closed_captions=None,
            bit_rate=512,
            duration=Fraction(25, 2),
            language="jpn",
            is_default=True,
            is_cover_art=False,
            disposition=("default",),
            tags={"language": "jpn"},
        ),
    ),
    audio=(
        AudioStream(
            index=1,
            codec="aac",
            profile="LC",
            sample_rate=48000,
            channels=2,
            layout="stereo",
            bit_depth=None,
            bit_rate=128,
            duration=Fraction(25, 2),
            language="jpn",
            is_default=True,
            disposition=("default",),
            tags={"language": "jpn"},
        ),
    ),
    subtitles=(),
    chapters=(Chapter(start=Fraction(0), end=Fraction(25, 2), title="序"),),
    programs=(),
    tags={"title": "夕焼け"},
    checksums={"SHA256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
)


def rich(chapters: int) -> VideoMetadata:
    """Of a file that holds more than anybody reads."""
    tags = {f"tag {number:03}": "x" * 1_001 for number in range(105)}
    return replace(
        METADATA,
        compatible_brands=tuple(f"b{number:03}" for number in range(101)),
        video=(replace(METADATA.video[0], tags=tags),),
        audio=tuple(replace(METADATA.audio[0], index=number) for number in range(1, 131)),
        chapters=tuple(
            Chapter(start=Fraction(number), end=Fraction(number + 1), title=f"Chapter {number}")
            for number in range(chapters)
        ),
        programs=tuple(
            Program(number=number, name=f"Program {number}", streams=tuple(range(101)))
            for number in range(107)
        ),
        tags=tags,
    )


def created(sequencer: str, version_id: str | None = None) -> Event:
    return Event(
        kind=Kind.CREATED,
        bucket="ingest",
        key="a.mp4",
        version_id=version_id or f"v{sequencer}",
        etag=f"e{sequencer}",
        size=1000,
        sequencer=sequencer,
    )


def deleted(sequencer: str, version_id: str | None = None) -> Event:
    """A deletion that leaves a marker, or of one version for good."""
    return Event(
        kind=Kind.DELETED,
        bucket="ingest",
        key="a.mp4",
        version_id=version_id or f"marker{sequencer}",
        sequencer=sequencer,
        leaves_marker=version_id is None,
    )


CREATED = created("1")
