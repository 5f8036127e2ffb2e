"""Colours of a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Final, TextIO

BOLD: Final = "1"
RED: Final = "1;31"
YELLOW: Final = "33"
CYAN: Final = "36"
DIM: Final = "2"

Paint = Callable[[str, str], str]
"""Puts a text into a style."""


def can_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream takes colours: https://no-color.org and https://force-color.org.

    The CDK command line, which stands between an app and the terminal, sets `FORCE_COLOR`, to 0
    where the terminal takes none.
    """
    if environment.get("NO_COLOR"):
        return False
    forced = environment.get("FORCE_COLOR")
    return forced != "0" if forced else stream.isatty()


def painter(*, colour: bool) -> Paint:
    """What paints, or leaves every text as it is."""
    return _painted if colour else _plain


def _plain(_style: str, text: str) -> str:
    return text


def _painted(style: str, text: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if text else text
