"""What users do: put videos in, and ask for a record."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from local.catalogue import COLUMNS, Catalogue, CatalogueError, lookups, rows, upload
from local.folder import State
from local.gateway import ask_gateway
from local.progress import Progress, table

MEASURED_SECONDS: Final = 5
POLL_SECONDS: Final = 0.1


def put(state: State, files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Upload files, and show what was found.

    Args:
        state: the system.
        files: by their keys.

    Returns:
        Their records, in the same order.

    Raises:
        CatalogueError: of some nothing is heard.
    """
    etags = upload(state.client("s3"), state.bucket, files)
    videos = Catalogue(state.api).wait_for(etags)
    print(f"\n{table(COLUMNS, rows(videos))}\n")
    return videos


def ask(state: State, video: Mapping[str, Any], api_log: Path) -> None:
    """Ask for a record twice, and as clients of AWS do: with the key, and without.

    Args:
        state: the system.
        video: its record, which nobody has asked for yet.
        api_log: where the API writes what it measures.

    Raises:
        CatalogueError: an answer is another than it should be, or comes from elsewhere.
    """
    progress = Progress()
    api, path = Catalogue(state.api), f"/videos/{video['id']}"
    for place, expected in (("database", (0, 1)), ("cache", (1, 0))):
        before = lookups(api_log)
        with progress.step(f"Ask the API: answered from the {place}"):
            api.get(path)
            _await_lookups(api_log, before, expected)
    ask_gateway(state, video)


def _await_lookups(api_log: Path, before: tuple[int, int], expected: tuple[int, int]) -> None:
    # The API writes its metrics once a second.
    deadline = time.monotonic() + MEASURED_SECONDS
    wanted = tuple(b + e for b, e in zip(before, expected, strict=True))
    while (measured := lookups(api_log)) != wanted:
        if time.monotonic() > deadline:
            raise CatalogueError(
                f"The API measured {measured} hits and misses of its cache; expected {wanted}. "
                f"See {api_log}."
            )
        time.sleep(POLL_SECONDS)
