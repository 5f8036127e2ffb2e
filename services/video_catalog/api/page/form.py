"""The form that filters the list: a field for each parameter of `GET /videos`."""

from __future__ import annotations

from typing import Final, NamedTuple, get_args

from video_catalog.metadata import Hdr


class Field(NamedTuple):
    """A field.

    Attributes:
        name: of the query parameter.
        label: for people.
        kind: HTML's type of the input, or `select`.
        choices: of a select.
        example: of what can be typed.
    """

    name: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    example: str = ""


FORM: Final = (
    Field("key_prefix", "Key begins with", "search", example="2026/11/"),
    Field("codec", "Codec", example="h264"),
    Field("hdr", "Dynamic range", "select", get_args(Hdr)),
    Field("status", "Status", "select", ("probed", "refused")),
)
MORE: Final = (
    Field("container", "Container", example="mp4"),
    Field("height_min", "Height from, px", example="1080"),
    Field("height_max", "Height to, px", example="2160"),
    Field("frame_rate_min", "Frame rate from", example="29.97"),
    Field("frame_rate_max", "Frame rate to", example="60000/1001"),
    Field("duration_min", "Duration from, s", example="60"),
    Field("duration_max", "Duration to, s", example="3600"),
    Field("created_from", "Recorded from, UTC", "date"),
    Field("created_to", "Recorded before, UTC", "date"),
)
