"""The catalogue that the browser's tests look at: `python -m tests.browser.catalogue`.

Starts the API with all that it needs, prints its address, and ends when its input does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from typing import Final

from local.servers import Postgres
from tests.services.api.system import System, running_system
from tests.services.emulator import Emulator
from tests.services.videos import METADATA, created, rich
from video_catalog.errors import PermanentError, Reason
from video_catalog.metadata import VideoMetadata
from video_catalog.store import video_id

VIDEOS: Final = 120
"""More than two pages."""

HOSTILE: Final = '</style><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\n{{ 7 * 7 }}'
LONG: Final = "long/" + "k" * 900
RICH: Final = "rich/streams.ts"


def fill(system: System) -> None:
    """Record videos of many kinds, one file that is none, and two that mean no good."""
    for number in range(VIDEOS):
        event = replace(created(f"{number:04}"), key=f"2026/11/show-{number:03}.mp4")
        system.catalog.record(event, _kind(number))
    for key in (HOSTILE, LONG):
        event = replace(created("9000"), key=key)
        system.catalog.record(event, _hostile())
    system.catalog.record(replace(created("9002"), key=RICH), rich(3))
    system.catalog.refuse(
        replace(created("9001"), key="2026/11/notes.txt"),
        PermanentError(Reason.NOT_A_VIDEO, "The file begins as no container that is read."),
    )
    system.api.get(f"/videos/{video_id('ingest', '2026/11/show-000.mp4')}")


def _kind(number: int) -> VideoMetadata:
    stream = METADATA.video[0]
    if number % 3 == 0:
        return METADATA
    return replace(
        METADATA,
        container="mxf",
        brand=None,
        compatible_brands=(),
        duration=Fraction(60 * number + 1),
        video=(
            replace(
                stream,
                codec="mpeg2video",
                width=1920,
                height=1080,
                hdr="SDR",
                scan="interlaced",
                field_order="tt",
                level=None,
                profile=None,
            ),
        ),
    )


def _hostile() -> VideoMetadata:
    stream = replace(METADATA.video[0], tags={HOSTILE: HOSTILE}, language=HOSTILE)
    chapter = replace(METADATA.chapters[0], title=HOSTILE)
    return replace(METADATA, video=(stream,), chapters=(chapter,), tags={"title": HOSTILE})


def main() -> None:
    """Serve until the input ends."""
    with (
        Postgres() as postgres,
        Emulator() as emulator,
        running_system(postgres, emulator) as system,
    ):
        fill(system)
        sys.stdout.write(f"{system.api.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
