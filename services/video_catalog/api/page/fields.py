"""What a record's page says of a file and of each of its streams."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from video_catalog.api.page import words

Part = Mapping[str, Any]
"""Of a record, as its JSON has it. What an older probe did not know is absent."""

Text = Callable[[Part], str | None]


class Field(NamedTuple):
    """A line of a page.

    Attributes:
        label: for people.
        text: of a part of a record; `None` is unknown.
    """

    label: str
    text: Text


class Known(NamedTuple):
    """What is known of a part.

    Attributes:
        lines: label and text.
        unknown: labels of what is not.
    """

    lines: Sequence[tuple[str, str]]
    unknown: Sequence[str]


def known(fields: Sequence[Field], part: Part) -> Known:
    """Sort what is known of a part from what is not."""
    texts = [(field.label, field.text(part)) for field in fields]
    return Known(
        [(label, words.beginning(text)) for label, text in texts if text is not None],
        [label for label, text in texts if text is None],
    )


def _of(name: str, word: Callable[[Any], str | None] = str) -> Text:
    def text(part: Part) -> str | None:
        value = part.get(name)
        return None if value is None else word(value)

    return text


def _together(*texts: Text) -> Text:
    """Whatever is known of several."""
    return lambda part: words.listed([text for each in texts if (text := each(part)) is not None])


def _named(names: Mapping[int, str]) -> Callable[[int], str]:
    """A number of ITU-T H.273 with its name."""
    return lambda number: f"{names[number]} ({number})" if number in names else str(number)


def _picture(prefix: str = "") -> Text:
    return lambda part: words.picture(part.get(f"{prefix}width"), part.get(f"{prefix}height"))


def _rate(name: str) -> Text:
    exact = _of(name, lambda value: f"{words.rate(value)} ({value})" if "/" in value else None)
    plain = _of(name, words.rate)
    return lambda part: exact(part) or plain(part)


def _rotation(part: Part) -> str | None:
    turned = part.get("rotation")
    if turned is None:
        return None
    return f"{turned}°{', mirrored' if part.get('is_mirrored') else ''}"


def _mastering(display: Part) -> str | None:
    lowest, highest = (
        _of(name, words.decimal)(display) for name in ("min_luminance", "max_luminance")
    )
    primaries = [
        f"{name} {words.decimal(display[name]['x'])}, {words.decimal(display[name]['y'])}"
        for name in ("red", "green", "blue", "white")
        if display.get(name)
    ]
    return words.listed(
        [*([f"{lowest} to {highest} cd/m²"] if lowest and highest else []), *primaries]
    )


def _light_level(level: Part) -> str:
    return f"MaxCLL {level['max_content']}, MaxFALL {level['max_frame_average']} cd/m²"


def _dolby_vision(record: Part) -> str:
    layers = ", with an enhancement layer" if record["has_enhancement_layer"] else ""
    return (
        f"profile {record['profile']}, level {record['level']}, "
        f"compatibility {record['compatibility']}{layers}"
    )


CODEC: Final = Field(
    "Codec", _together(_of("codec"), _of("profile"), _of("level", lambda level: f"level {level}"))
)
SHARED: Final = (
    Field("Bit rate", _of("bit_rate", words.bit_rate)),
    Field("Duration", _of("duration", words.duration)),
)
LANGUAGE: Final = (
    Field("Language", _of("language")),
    Field("Disposition", _of("disposition", lambda names: words.listed(names) or "none")),
)
FILE: Final = (
    Field("Container", _of("container", words.container)),
    Field("Brands", _together(_of("brand"), _of("compatible_brands", words.listed))),
    Field("Duration", _of("duration", words.duration)),
    Field("Bit rate", _of("bit_rate", words.bit_rate)),
    Field("Timecode", _of("timecode")),
)
OBJECT: Final = (
    Field("Bucket", _of("bucket")),
    Field("Version", _of("version_id")),
    Field("ETag", _of("etag")),
    Field("Size", _of("size", lambda size: f"{words.size(size)} ({words.number(size)} bytes)")),
    Field("First recorded", _of("created_at", words.moment)),
    Field("Last written", _of("updated_at", words.moment)),
    Field("Probe version", _of("probe_version")),
)
VIDEO: Final = (
    CODEC,
    Field("Picture", _picture()),
    Field("Coded picture", _picture("coded_")),
    Field("Display aspect", _of("display_aspect_ratio", words.aspect)),
    Field("Pixel aspect", _of("sample_aspect_ratio", words.aspect)),
    Field("Rotation", _rotation),
    Field("Frame rate", _together(_rate("average_frame_rate"), _of("frame_rate_mode"))),
    Field("Base rate", _rate("base_frame_rate")),
    Field("Scan", _together(_of("scan"), _of("field_order", words.FIELD_ORDERS.get))),
    Field(
        "Pixels",
        _together(
            _of("pixel_format"),
            _of("bit_depth", lambda bits: f"{bits} bits"),
            _of("chroma_subsampling"),
        ),
    ),
    Field("Range", _of("color_range")),
    Field("Primaries", _of("color_primaries", _named(words.PRIMARIES))),
    Field("Transfer", _of("color_transfer", _named(words.TRANSFERS))),
    Field("Matrix", _of("color_matrix", _named(words.MATRICES))),
    Field("Dynamic range", _of("hdr")),
    Field("Mastering display", _of("mastering_display", _mastering)),
    Field("Light level", _of("content_light_level", _light_level)),
    Field("Dolby Vision", _of("dolby_vision", _dolby_vision)),
    Field("HDR10+", _of("has_hdr10_plus", lambda found: "yes" if found else None)),
    Field("Closed captions", _of("has_closed_captions", lambda found: "yes" if found else None)),
    *SHARED,
    *LANGUAGE,
)
AUDIO: Final = (
    CODEC,
    Field("Sample rate", _of("sample_rate", lambda rate: f"{words.number(rate)} Hz")),
    Field("Channels", _together(_of("channels"), _of("layout"))),
    Field("Bit depth", _of("bit_depth", lambda bits: f"{bits} bits")),
    *SHARED,
    *LANGUAGE,
)
SUBTITLES: Final = (
    Field("Codec", _of("codec")),
    Field("Duration", _of("duration", words.duration)),
    *LANGUAGE,
)
