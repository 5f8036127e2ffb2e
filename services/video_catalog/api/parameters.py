"""The query parameters: how each is read, what it does, how it is documented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from http import HTTPStatus
from typing import Any, Final, get_args
from urllib.parse import parse_qsl
from uuid import UUID

from video_catalog.api import cursor
from video_catalog.api.problems import Problem
from video_catalog.metadata import Hdr
from video_catalog.names import ffmpeg_names
from video_catalog.store import Filter, Position
from video_catalog.store.columns import has_container

DEFAULT_LIMIT: Final = 50
HIGHEST_LIMIT: Final = 100
HIGHEST_PIXELS: Final = 100_000
HIGHEST_SECONDS: Final = 1_000_000_000
BEFORE_ALL: Final = UUID(int=0)
"""Among the ids of one moment."""

PREFIX: Final = r"^[^\u0000]{1,512}$"
"""PostgreSQL's text has no NUL, and so no key in it."""

NAME: Final = "^[A-Za-z0-9_.+-]{1,64}$"
NAMES: Final = "^[A-Za-z0-9_.+-]{1,64}(,[A-Za-z0-9_.+-]{1,64}){0,15}$"

INTEGER: Final = "^[0-9]{1,9}$"
NUMBER: Final = r"^[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?$"
"""As JSON writes a number, with all decimals that a float may have."""

RATE: Final = r"^[0-9]{1,9}(\.[0-9]{1,400}|/[1-9][0-9]{0,8})?$"
TIME: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A query parameter.

    Attributes:
        name: in the query.
        description: for the API's document.
        schema: JSON schema of its value.
        parse: its value from the query's text; raises ValueError.
        test: of the records that pass, in SQL with one placeholder; `None` for what is no filter.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    parse: Callable[[str], object]
    test: str | None = None


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"expected {expected}")
        return text

    return parse


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(INTEGER, text, re.ASCII) or not lowest <= int(text) <= highest:
            raise ValueError(f"expected a whole number from {lowest} to {highest}")
        return int(text)

    return parse


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise ValueError(f"expected one of {', '.join(values)}")
        return text

    return parse


def _seconds(text: str) -> float:
    if not re.fullmatch(NUMBER, text, re.ASCII) or float(text) > HIGHEST_SECONDS:
        raise ValueError(f"expected a number from 0 to {HIGHEST_SECONDS}")
    return float(text)


def _rate(text: str, side: int) -> float:
    if not re.fullmatch(RATE, text, re.ASCII):
        raise ValueError("expected a rate as 25, 29.97 or 30000/1001")
    rate = Fraction(text)
    _, _, decimals = text.partition(".")
    if rate.denominator > 1:
        # 29.97 is how 30000/1001 is written, among others.
        rate += side * Fraction(1, 2 * 10 ** len(decimals)) if decimals else 0
    return float(rate)


def with_plus(text: str) -> str:
    """The text with what came of a plus that was not encoded: a query's space is written so."""
    return text.replace(" ", "+")


def _name_of(pattern: str, expected: str) -> Callable[[str], str]:
    matched = _matching(pattern, expected)

    return lambda text: ffmpeg_names(matched(text))


def _time(text: str) -> datetime:
    # Of the zone: the date's end is no plus.
    text = text[:19] + with_plus(text[19:])
    if re.fullmatch(TIME, text, re.ASCII):
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            pass
    raise ValueError("expected a time with its zone as 2026-11-23T09:00:00+09:00 (RFC 3339)")


def _choice(name: str, values: Sequence[str], description: str) -> Parameter:
    return Parameter(
        name=name,
        description=description,
        schema={"type": "string", "enum": list(values)},
        parse=lambda text: _one_of(*values)(text if text in values else with_plus(text)),
        test=f"{name} = %s",
    )


def _range(
    column: str,
    schema: Mapping[str, Any],
    parse: Callable[[str], object],
    description: str,
    *,
    parse_highest: Callable[[str], object] | None = None,
    note: str = "",
) -> tuple[Parameter, Parameter]:
    return tuple(  # type: ignore[return-value] # two bounds make two parameters
        Parameter(
            name=f"{column}_{bound}",
            description=f"{description}, at {word}.{note}",
            schema=schema,
            parse=parser,
            test=f"{column} {operator} %s",
        )
        for bound, word, operator, parser in (
            ("min", "least", ">=", parse),
            ("max", "most", "<=", parse_highest or parse),
        )
    )


_TIME_SCHEMA: Final = {"type": "string", "format": "date-time"}

FILTERS: Final = (
    Parameter(
        name="key_prefix",
        description="What the object's key begins with, as `2026/11/`.",
        schema={"type": "string", "pattern": PREFIX},
        parse=_matching(PREFIX, "1 to 512 characters without NUL"),
        test="key ^@ %s",
    ),
    Parameter(
        name="container",
        description="FFmpeg's name of the container, as `mp4` or `mxf`, in either case, or a usual "
        "one, as `mkv`; or all its names, as records have them. What FFmpeg does not know finds "
        "nothing.",
        schema={"type": "string", "pattern": NAMES},
        parse=_name_of(NAMES, "names of 1 to 64 letters, digits and _ . + -, parted by commas"),
        test=has_container("%s"),
    ),
    Parameter(
        name="codec",
        description="FFmpeg's name of the main video's codec, as `h264`, in either case, or a "
        "usual one, as `AVC`. What FFmpeg does not know finds nothing.",
        schema={"type": "string", "pattern": NAME},
        parse=_name_of(NAME, "1 to 64 letters, digits and _ . + -"),
        test="codec = %s",
    ),
    _choice("hdr", get_args(Hdr), "The main video's kind of dynamic range."),
    _choice("status", ("probed", "refused"), "Whether the object was a video."),
    *_range(
        "height",
        {"type": "integer", "minimum": 0, "maximum": HIGHEST_PIXELS},
        _between(0, HIGHEST_PIXELS),
        "Height of the main video, in pixels",
    ),
    *_range(
        "frame_rate",
        {"type": "string", "pattern": RATE},
        lambda text: _rate(text, -1),
        "Average frame rate of the main video, a second, as `29.97` or `30000/1001`",
        parse_highest=lambda text: _rate(text, 1),
        note=" A decimal fraction stands for all that is rounded to it: `29.97` for `30000/1001` "
        "too. Whole numbers, as `30` or `30.0`, and quotients are exact.",
    ),
    *_range(
        "duration",
        {"type": "number", "minimum": 0, "maximum": HIGHEST_SECONDS},
        _seconds,
        "Duration, in seconds",
    ),
    Parameter(
        name="created_from",
        description="First recorded at that time or later (RFC 3339).",
        schema=_TIME_SCHEMA,
        parse=_time,
        test="created_at >= %s",
    ),
    Parameter(
        name="created_to",
        description="First recorded before that time (RFC 3339).",
        schema=_TIME_SCHEMA,
        parse=lambda text: Position(_time(text), BEFORE_ALL),
    ),
)
LIMIT: Final = Parameter(
    name="limit",
    description="How many at most.",
    schema={
        "type": "integer",
        "minimum": 1,
        "maximum": HIGHEST_LIMIT,
        "default": DEFAULT_LIMIT,
    },
    parse=_between(1, HIGHEST_LIMIT),
)
CURSOR: Final = Parameter(
    name="cursor",
    description="`next_cursor` of the page before.",
    schema={"type": "string", "pattern": cursor.PATTERN},
    parse=lambda text: cursor.decode(_matching(cursor.PATTERN, "`next_cursor` of a page")(text)),
)
FORMAT: Final = Parameter(
    name="format",
    description="`json` for the record as JSON, instead of its page.",
    schema={"type": "string", "enum": ["json"]},
    parse=_one_of("json"),
)
PAGE: Final = (*FILTERS, LIMIT, CURSOR)
POPULAR: Final = (LIMIT,)
RECORD_PAGE: Final = (FORMAT,)


def parse(query: bytes, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Values by name of what the query of a URL gives.

    Raises:
        Problem: a parameter is unknown, given twice, or wrong; all that are, are named.
    """
    if not query:
        return {}
    known = {each.name: each for each in parameters}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in pairs(query):
        if name not in known:
            errors[name] = f"unknown; expected {_one_of_these(known)}"
        elif name in values:
            errors[name] = "given more than once; expected once"
        else:
            try:
                values[name] = known[name].parse(text)
            except ValueError as error:
                errors[name] = f"{text[:100]!r}; {error}"
    if errors:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "; ".join(f"{name}: {detail}" for name, detail in errors.items()) + ".",
            [{"parameter": name, "detail": f"{detail}."} for name, detail in errors.items()],
        )
    return values


def pairs(query: bytes) -> list[tuple[str, str]]:
    """Names and texts of a query, in its order.

    Raises:
        Problem: it is no UTF-8, encoded or as it is.
    """
    try:
        return parse_qsl(query.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The query holds {error.object[error.start : error.end]!r}; expected UTF-8.",
        ) from error


def _one_of_these(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"one of {listed}" if listed else "no parameter"


def start(values: Mapping[str, Any]) -> Position | None:
    """Where the list goes on, towards the older; `None` starts at the newest.

    A time and a cursor are one bound: with two, PostgreSQL would read from the one to the other.
    """
    return min((values[name] for name in ("created_to", "cursor") if name in values), default=None)


def filters(values: Mapping[str, Any]) -> list[Filter]:
    """The filters among the values."""
    return [
        Filter(test=each.test, value=values[each.name])
        for each in FILTERS
        if each.test and each.name in values
    ]
