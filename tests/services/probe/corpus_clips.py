"""The corpus: one clip of each kind, with the facts that it was made to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from av.stream import Disposition

from tests.services.probe.corpus import Audio, Clip, Subtitle, Video, picture
from tests.services.probe.corpus_edits import (
    ARIB_CAPTION,
    CEA_608,
    Elementary,
    dolby_vision,
    hdr10_plus,
    in_matroska,
    joined_late,
    mapped,
    sei,
)

QUIET: Final = "log-level=none"
BT2020: Final = "colorprim=bt2020:colormatrix=bt2020nc:range=limited"
HLG: Final = f"{BT2020}:transfer=arib-std-b67:{QUIET}"
PQ: Final = f"{BT2020}:transfer=smpte2084:{QUIET}"
HDR10: Final = (
    f"{PQ}:max-cll=1000,400:repeat-headers=1:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
)
AV1_HDR10: Final = (
    "color-primaries=9:transfer-characteristics=16:matrix-coefficients=9:content-light=1000,400:"
    "mastering-display=G(0.265,0.690)B(0.150,0.060)R(0.680,0.320)WP(0.3127,0.3290)L(1000,0.005)"
)
INTERLACED: Final = "+ildct+ilme"
MPEG2_INTRA: Final = {"g": "1", "bf": "0", "flags": INTERLACED}
BT709: Final = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}


def hevc(parameters: str, **other: object) -> Video:
    """10-bit HEVC."""
    return Video(
        codec="libx265",
        pixels="yuv420p10le",
        options={"x265-params": parameters, "preset": "ultrafast"},
        **other,  # type: ignore[arg-type] # Video's own arguments
    )


@dataclass(frozen=True)
class Kind:
    """A clip, and facts of it by where the metadata has them."""

    clip: Clip
    facts: Mapping[str, object]

    @property
    def name(self) -> str:
        """Of the clip, for the test's report."""
        return self.clip.name


KINDS: Final = (
    Kind(
        Clip(
            name="h264.mp4",
            streams=[
                Video(filters="", settings=BT709, tags={"language": "jpn"}),
                Audio(tags={"language": "jpn"}),
            ],
            tags={"title": "夕焼け", "artist": "山田"},
            chapters=[(0, 200, "序"), (200, 400, "結び")],
        ),
        {
            "container": "mov,mp4,m4a,3gp,3g2,mj2",
            "brand": "isom",
            "compatible_brands": ["isom", "iso2", "avc1", "mp41"],
            "duration": "1001/2500",
            "tags.title": "夕焼け",
            "tags.artist": "山田",
            "chapters": [
                {"start": "0", "end": "1/5", "title": "序"},
                {"start": "1/5", "end": "2/5", "title": "結び"},
            ],
            "video.0.codec": "h264",
            "video.0.profile": "High",
            "video.0.average_frame_rate": "30000/1001",
            "video.0.frame_rate_mode": "constant",
            "video.0.scan": "progressive",
            "video.0.chroma_subsampling": "4:2:0",
            "video.0.bit_depth": 8,
            "video.0.color_primaries": 1,
            "video.0.color_transfer": 1,
            "video.0.color_matrix": 1,
            "video.0.color_range": "limited",
            "video.0.hdr": "SDR",
            "video.0.language": "jpn",
            "audio.0.codec": "aac",
            "audio.0.layout": "stereo",
            "audio.0.bit_depth": None,
            "audio.0.language": "jpn",
        },
    ),
    Kind(
        Clip(name="faststart.mp4", streams=[Video()], options={"movflags": "faststart"}),
        {
            "video.0.frame_rate_mode": "constant",
            "video.0.color_transfer": None,
            "video.0.hdr": None,
        },
    ),
    Kind(
        Clip(
            name="fragmented.mp4",
            streams=[Video(), Audio()],
            options={"movflags": "frag_keyframe+empty_moov"},
        ),
        {"video.0.frame_rate_mode": None},
    ),
    Kind(
        Clip(
            name="partly-fragmented.mp4",
            streams=[Video(options={"g": "6"})],
            options={"movflags": "frag_keyframe"},
        ),
        {"video.0.frame_rate_mode": None},
    ),
    Kind(
        Clip(name="variable.mp4", streams=[Video(hold=(1, 2))]),
        {"video.0.frame_rate_mode": "variable"},
    ),
    Kind(
        Clip(name="milliseconds.mp4", streams=[Video()], options={"video_track_timescale": "1000"}),
        {"video.0.frame_rate_mode": "constant"},
    ),
    Kind(
        Clip(name="rotated.mp4", streams=[Video(rotation=-90)]),
        {"video.0.rotation": 90, "video.0.is_mirrored": False},
    ),
    Kind(
        Clip(name="mirrored.mov", streams=[Video(rotation=180, mirrored=True)]),
        {"video.0.rotation": 180, "video.0.is_mirrored": True},
    ),
    Kind(
        Clip(
            name="cut.mp4",
            streams=[Video(rotation=-90, start=-4, options={"bf": "0"})],
            options={"avoid_negative_ts": "disabled"},
        ),
        {"video.0.rotation": 90, "duration": "267/1000"},
    ),
    Kind(
        Clip(
            name="anamorphic.mp4",
            streams=[Video(size="72x48", settings={"sample_aspect_ratio": Fraction(32, 27)})],
        ),
        {"video.0.sample_aspect_ratio": "32/27", "video.0.display_aspect_ratio": "16/9"},
    ),
    Kind(
        Clip(name="cropped.mp4", streams=[Video(size="66x50")]),
        {
            "video.0.coded_width": 80,
            "video.0.coded_height": 64,
            "video.0.width": 66,
            "video.0.height": 50,
        },
    ),
    Kind(
        Clip(
            name="interlaced.mp4",
            streams=[
                Video(
                    filters="setfield=bff",
                    options={"flags": INTERLACED, "x264-params": "bff=1"},
                    rate=Fraction(25),
                )
            ],
        ),
        {"video.0.scan": "interlaced", "video.0.field_order": "bb"},
    ),
    Kind(
        Clip(
            name="hi422.mp4",
            streams=[Video(pixels="yuv422p10le", options={"preset": "ultrafast"})],
        ),
        {
            "video.0.profile": "High 4:2:2",
            "video.0.bit_depth": 10,
            "video.0.chroma_subsampling": "4:2:2",
        },
    ),
    Kind(
        Clip(name="rgb.mp4", streams=[Video(codec="libx264rgb", pixels="rgb24")]),
        {"video.0.color_matrix": 0, "video.0.chroma_subsampling": None},
    ),
    Kind(
        Clip(name="hlg.mp4", streams=[hevc(HLG, tag="hvc1", rate=Fraction(60000, 1001))]),
        {
            "video.0.codec": "hevc",
            "video.0.profile": "Main 10",
            "video.0.scan": "progressive",
            "video.0.average_frame_rate": "60000/1001",
            "video.0.color_primaries": 9,
            "video.0.color_transfer": 18,
            "video.0.color_matrix": 9,
            "video.0.hdr": "HLG",
        },
    ),
    Kind(
        Clip(name="pq.mp4", streams=[hevc(PQ)]),
        {"video.0.color_transfer": 16, "video.0.hdr": "PQ", "video.0.mastering_display": None},
    ),
    Kind(
        Clip(name="hdr10.mp4", streams=[hevc(HDR10)]),
        {
            "video.0.hdr": "HDR10",
            "video.0.mastering_display": {
                "red": {"x": "17/25", "y": "8/25"},
                "green": {"x": "53/200", "y": "69/100"},
                "blue": {"x": "3/20", "y": "3/50"},
                "white": {"x": "3127/10000", "y": "329/1000"},
                "min_luminance": "1/200",
                "max_luminance": "1000",
            },
            "video.0.content_light_level": {"max_content": 1000, "max_frame_average": 400},
        },
    ),
    Kind(
        Clip(name="hdr10.mkv", streams=[hevc(HDR10)]),
        {
            "video.0.hdr": "HDR10",
            "video.0.has_hdr10_plus": None,
            "video.0.content_light_level.max_content": 1000,
        },
    ),
    Kind(
        Clip(name="hdr10plus.mp4", streams=[hevc(HDR10, edit=sei(hdr10_plus(), hevc=True))]),
        {
            "video.0.hdr": "HDR10+",
            "video.0.has_hdr10_plus": True,
            "video.0.content_light_level.max_content": 1000,
        },
    ),
    Kind(
        Clip(name="dolby-vision.mp4", streams=[hevc(HDR10, tag="hvc1")], finish=dolby_vision),
        {
            "video.0.hdr": "Dolby Vision",
            "video.0.color_transfer": 16,
            "video.0.content_light_level.max_content": 1000,
            "video.0.dolby_vision": {
                "profile": 8,
                "level": 6,
                "compatibility": 1,
                "has_enhancement_layer": False,
            },
        },
    ),
    Kind(
        Clip(
            name="dolby-vision-hdr10plus.mp4",
            streams=[hevc(HDR10, tag="hvc1", edit=sei(hdr10_plus(), hevc=True))],
            finish=dolby_vision,
        ),
        {
            "video.0.hdr": "Dolby Vision",
            "video.0.has_hdr10_plus": True,
            "video.0.dolby_vision.compatibility": 1,
        },
    ),
    Kind(
        Clip(
            name="dolby-vision.mkv",
            streams=[hevc(HDR10, tag="hvc1")],
            container="mp4",
            finish=lambda content: in_matroska(dolby_vision(content)),
        ),
        {"video.0.hdr": "Dolby Vision", "video.0.dolby_vision.profile": 8},
    ),
    Kind(
        Clip(
            name="cover.mp4",
            streams=[
                Video(
                    codec="mjpeg",
                    pixels="yuvj420p",
                    size="640x480",
                    frames=1,
                    disposition=Disposition.attached_pic,
                ),
                Video(),
                Audio(),
            ],
        ),
        {
            "main_video": 0,
            "video.0.codec": "h264",
            "video.0.is_cover_art": False,
            "video.1.codec": "mjpeg",
            "video.1.is_cover_art": True,
        },
    ),
    Kind(
        Clip(name="captions.mp4", streams=[Video(edit=sei(CEA_608, hevc=False))]),
        {"video.0.has_closed_captions": True},
    ),
    Kind(
        Clip(
            name="tracks.mp4",
            streams=[
                Video(disposition=Disposition.default),
                Audio(tags={"language": "jpn"}, disposition=Disposition.default, layout="5.1"),
                Audio(tags={"language": "eng"}, codec="ac3"),
                Audio(codec="libmp3lame", format="fltp", layout="mono"),
                Subtitle(
                    codec="mov_text", text=b"\0\x06" + "字幕".encode(), tags={"language": "jpn"}
                ),
            ],
        ),
        {
            "audio.0.layout": "5.1",
            "audio.0.channels": 6,
            "audio.0.is_default": True,
            "audio.1.codec": "ac3",
            "audio.1.language": "eng",
            "audio.1.is_default": False,
            "audio.2.language": None,
            "audio.2.layout": "mono",
            "subtitles.0.codec": "mov_text",
            "subtitles.0.language": "jpn",
        },
    ),
    Kind(
        Clip(
            name="av1.mp4",
            streams=[Video(codec="libsvtav1", pixels="yuv420p10le", options={"preset": "12"})],
        ),
        {"video.0.codec": "av1", "video.0.level": 0, "video.0.scan": "progressive"},
    ),
    Kind(
        Clip(name="animated.avif", streams=[Video(codec="libsvtav1", options={"preset": "12"})]),
        {"brand": "avis", "main_video": 1, "video.1.average_frame_rate": "30000/1001"},
    ),
    Kind(
        Clip(
            name="av1-hdr10.webm",
            streams=[
                Video(
                    codec="libsvtav1",
                    pixels="yuv420p10le",
                    options={"preset": "12", "svtav1-params": AV1_HDR10},
                )
            ],
        ),
        {
            "video.0.hdr": "HDR10",
            "video.0.mastering_display.max_luminance": "1000",
            "video.0.content_light_level": {"max_content": 1000, "max_frame_average": 400},
        },
    ),
    Kind(
        Clip(
            name="sound.mov",
            streams=[
                Video(frames=3),
                Audio(codec="alac", format="s32p"),
                Audio(codec="pcm_f32le", format="flt"),
                Audio(codec="pcm_mulaw", format="s16", rate=8000, layout="mono"),
                Audio(codec="eac3", layout="5.1(side)"),
            ],
        ),
        {
            "audio.0.bit_depth": 24,
            "audio.1.bit_depth": 32,
            "audio.2.bit_depth": None,
            "audio.3.bit_depth": None,
        },
    ),
    Kind(
        Clip(
            name="prores.mov",
            streams=[
                Video(
                    codec="prores_ks",
                    pixels="yuv422p10le",
                    filters="setfield=tff",
                    options={"flags": "+ildct"},
                    tags={"timecode": "01:00:00;02"},
                ),
                Audio(codec="pcm_s24le", format="s32"),
            ],
        ),
        {
            "brand": "qt  ",
            "timecode": "01:00:00;02",
            "video.0.profile": "HQ",
            "video.0.scan": "interlaced",
            "video.0.field_order": "tt",
            "audio.0.bit_depth": 24,
        },
    ),
    Kind(
        Clip(
            name="dnxhr.mov",
            streams=[
                Video(
                    codec="dnxhd",
                    size="256x120",
                    pixels="yuv422p",
                    options={"profile": "dnxhr_sq"},
                    frames=3,
                )
            ],
        ),
        {"video.0.codec": "dnxhd", "video.0.profile": "DNXHR SQ"},
    ),
    Kind(
        Clip(
            name="h264.mkv",
            streams=[
                Video(tags={"language": "jpn"}),
                Audio(codec="flac", format="s32", layout="5.1", disposition=Disposition.default),
                Subtitle(
                    codec="srt",
                    text="字幕".encode(),
                    tags={"language": "jpn"},
                    disposition=Disposition.forced | Disposition.hearing_impaired,
                ),
            ],
            tags={"title": "夕焼け"},
            chapters=[(0, 400, "本編")],
        ),
        {
            "container": "matroska,webm",
            "brand": None,
            "tags.title": "夕焼け",
            "chapters": [{"start": "0", "end": "2/5", "title": "本編"}],
            "audio.0.bit_depth": 24,
            "audio.0.codec": "flac",
            "subtitles.0.codec": "subrip",
            "subtitles.0.disposition": ["forced", "hearing_impaired"],
        },
    ),
    Kind(
        Clip(
            name="cover.mkv",
            streams=[Video(), Audio(codec="wavpack", format="s32p")],
            attachments=[("cover.png", "image/png", picture("png", "640x480"))],
        ),
        {
            "main_video": 0,
            "video.1.codec": "png",
            "video.1.width": 640,
            "video.1.is_cover_art": True,
            "audio.0.bit_depth": None,
        },
    ),
    Kind(
        Clip(name="gray.mkv", streams=[Video(codec="ffv1", pixels="gray10le")]),
        {"video.0.chroma_subsampling": "4:0:0", "video.0.bit_depth": 10},
    ),
    Kind(
        Clip(
            name="vp9.webm",
            streams=[
                Video(
                    codec="libvpx-vp9",
                    options={"deadline": "realtime"},
                    settings={
                        "color_primaries": 9,
                        "color_trc": 18,
                        "colorspace": 9,
                        "color_range": 1,
                    },
                ),
                Audio(codec="libopus", format="flt"),
            ],
        ),
        {
            "video.0.codec": "vp9",
            "video.0.profile": "Profile 0",
            "video.0.hdr": "HLG",
            "video.0.scan": "progressive",
            "audio.0.codec": "opus",
        },
    ),
    Kind(
        Clip(
            name="vp8.webm",
            streams=[Video(codec="libvpx"), Audio(codec="vorbis", options={"strict": "-2"})],
        ),
        {"video.0.codec": "vp8", "audio.0.codec": "vorbis"},
    ),
    Kind(
        Clip(
            name="isdb.ts",
            streams=[
                Video(
                    codec="mpeg2video",
                    size="1440x1080",
                    filters="setfield=tff",
                    options={"flags": INTERLACED, "b": "20000000"},
                    settings={"sample_aspect_ratio": Fraction(4, 3), **BT709},
                    frames=6,
                ),
                Audio(tags={"language": "jpn"}),
                Audio(tags={"language": "eng"}),
            ],
        ),
        {
            "container": "mpegts",
            "programs": [{"number": 1, "name": "Service01", "streams": [0, 1, 2]}],
            "video.0.codec": "mpeg2video",
            "video.0.width": 1440,
            "video.0.height": 1080,
            "video.0.display_aspect_ratio": "16/9",
            "video.0.scan": "interlaced",
            "video.0.field_order": "tt",
            "audio.0.language": "jpn",
            "audio.1.language": "eng",
        },
    ),
    Kind(
        Clip(
            name="programs.ts",
            streams=[Video(size="64x48"), Video(size="128x96", frames=6)],
            finish=mapped([Elementary(0x100)], [Elementary(0x101)]),
        ),
        {
            "main_video": 1,
            "programs": [
                {"number": 1, "name": "Service01", "streams": [0]},
                {"number": 2, "name": None, "streams": [1]},
            ],
        },
    ),
    Kind(
        Clip(
            name="captions.ts",
            streams=[Video(), Audio()],
            finish=mapped(
                [Elementary(0x100), Elementary(0x101, 15), Elementary(0x130, 6, ARIB_CAPTION)]
            ),
        ),
        {
            "programs": [{"number": 1, "name": "Service01", "streams": [0, 1, 2]}],
            "subtitles.0.codec": "arib_caption",
        },
    ),
    Kind(
        Clip(
            name="joined.ts",
            streams=[hevc(f"{HDR10}:keyint=6:min-keyint=6:scenecut=0", frames=24)],
            finish=joined_late,
        ),
        {"video.0.hdr": "HDR10"},
    ),
    Kind(
        Clip(name="hevc.ts", streams=[hevc(HLG), Audio()]),
        {"video.0.codec": "hevc", "video.0.hdr": "HLG"},
    ),
    Kind(
        Clip(
            name="bluray.m2ts",
            container="mpegts",
            options={"mpegts_m2ts_mode": "1"},
            streams=[Video(rate=Fraction(24000, 1001)), Audio(codec="ac3", layout="5.1")],
        ),
        {"video.0.average_frame_rate": "24000/1001", "audio.0.layout": "5.1(side)"},
    ),
    Kind(
        Clip(
            name="dvd.mpg",
            container="dvd",
            streams=[
                Video(codec="mpeg2video", size="720x480", frames=6),
                Audio(codec="mp2", format="s16"),
            ],
        ),
        {"container": "mpeg", "video.0.codec": "mpeg2video", "audio.0.codec": "mp2"},
    ),
    Kind(
        Clip(
            name="xdcam.mxf",
            streams=[
                Video(
                    codec="mpeg2video",
                    pixels="yuv422p",
                    size="1920x1080",
                    filters="setfield=tff",
                    options={**MPEG2_INTRA, "b": "50000000"},
                    tags={"timecode": "10:00:00;00"},
                    frames=3,
                ),
                Audio(codec="pcm_s24le", format="s32", layout="mono", seconds=0.1),
                Audio(codec="pcm_s24le", format="s32", layout="mono", seconds=0.1),
            ],
        ),
        {
            "container": "mxf",
            "timecode": "10:00:00;00",
            "video.0.profile": "4:2:2",
            "video.0.frame_rate_mode": "constant",
            "video.0.chroma_subsampling": "4:2:2",
            "video.0.field_order": "tt",
            "audio.1.channels": 1,
            "audio.1.bit_depth": 24,
        },
    ),
    Kind(
        Clip(
            name="dvcpro50.mxf",
            streams=[
                Video(codec="dvvideo", pixels="yuv422p", size="720x480", frames=3),
                Audio(codec="pcm_s16le", format="s16", seconds=0.1),
            ],
        ),
        {"video.0.codec": "dvvideo", "audio.0.bit_depth": 16},
    ),
    Kind(
        Clip(
            name="mpeg4.avi",
            streams=[Video(codec="mpeg4", rate=Fraction(25)), Audio(codec="libmp3lame")],
            tags={"title": "夕焼け"},
        ),
        {"container": "avi", "video.0.codec": "mpeg4", "video.0.frame_rate_mode": "constant"},
    ),
    Kind(
        Clip(
            name="dv.avi",
            streams=[
                Video(
                    codec="dvvideo",
                    size="720x480",
                    pixels="yuv411p",
                    frames=3,
                    settings={"sample_aspect_ratio": Fraction(8, 9)},
                )
            ],
        ),
        {"video.0.codec": "dvvideo", "video.0.chroma_subsampling": "4:1:1"},
    ),
    Kind(
        Clip(name="h264.flv", streams=[Video(), Audio(rate=44100)]),
        {"container": "flv", "audio.0.sample_rate": 44100},
    ),
    Kind(
        Clip(
            name="wmv.asf",
            streams=[Video(codec="wmv2"), Audio(codec="wmav2", options={"b": "64000"})],
            tags={"title": "夕焼け"},
        ),
        {"container": "asf", "tags.title": "夕焼け", "video.0.codec": "wmv2"},
    ),
    Kind(
        Clip(name="vp8.ogg", streams=[Video(codec="libvpx"), Audio(codec="libopus", format="flt")]),
        {"container": "ogg", "video.0.codec": "vp8"},
    ),
    Kind(
        Clip(
            name="server.gxf",
            streams=[
                Video(codec="mpeg2video", size="720x480", options={"b": "8000000"}),
                Audio(codec="pcm_s16le", format="s16", layout="mono", seconds=0.1),
            ],
        ),
        {"container": "gxf", "video.0.frame_rate_mode": "constant"},
    ),
    Kind(
        Clip(name="h263.3gp", streams=[Video(codec="h263", size="176x144"), Audio()]),
        {"brand": "3gp4", "video.0.codec": "h263"},
    ),
    Kind(
        Clip(name="tape.dv", streams=[Video(codec="dvvideo", size="720x480", pixels="yuv411p")]),
        {"container": "dv", "video.0.frame_rate_mode": "constant"},
    ),
    Kind(Clip(name="ffv1.nut", streams=[Video(codec="ffv1")]), {"container": "nut"}),
    Kind(Clip(name="real.rm", streams=[Video(codec="rv10", size="176x144")]), {"container": "rm"}),
    Kind(
        Clip(
            name="recorded.wtv",
            streams=[Video(codec="mpeg2video"), Audio(codec="mp2", format="s16")],
        ),
        {"container": "wtv", "video.0.codec": "mpeg2video"},
    ),
    Kind(Clip(name="vp9.ivf", streams=[Video(codec="libvpx-vp9")]), {"container": "ivf"}),
)
