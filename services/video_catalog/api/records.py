"""The catalogue as it is read, for programs and for people alike."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from video_catalog.api import cursor, parameters, resources
from video_catalog.api.http import Representation, represent
from video_catalog.api.problems import Problem
from video_catalog.api.services import Services
from video_catalog.store import Position, Video

ID: Final = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE
)
"""As RFC 9562 writes a UUID; Python takes other ways too."""


KNOWN_IDS: Final = 10_000
"""Most requests are for the same few videos; to read an id anew takes longer than to find it."""


class Page(NamedTuple):
    """Records in the order of lists.

    Attributes:
        videos: the newest first.
        next_cursor: for the page that follows; `None` on the last.
    """

    videos: Sequence[Video]
    next_cursor: str | None


class Records:
    """Reads records, counts who is asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def page(self, values: Mapping[str, Any]) -> Page:
        """A page of the list, by the values of `parameters.PAGE`."""
        limit = values.get("limit", parameters.DEFAULT_LIMIT)
        # One more tells whether there is another page.
        videos = await self._services.videos.page(
            parameters.filters(values), before=parameters.start(values), limit=limit + 1
        )
        shown = videos[:limit]
        if len(videos) == len(shown):
            return Page(shown, None)
        return Page(shown, cursor.encode(Position(shown[-1].created_at, shown[-1].id)))

    async def popular(self, values: Mapping[str, Any]) -> list[tuple[float, Video]]:
        """Those that are asked for most, by the values of `parameters.POPULAR`."""
        return await self._services.videos.popular(values.get("limit", parameters.DEFAULT_LIMIT))

    async def record(self, text: str) -> Representation:
        """A record's document, from the cache if it is there.

        Args:
            text: of the record's id.

        Raises:
            Problem: there is no such record.
        """
        video_id = parse_id(text)
        record, hit = await self._services.cache.get(video_id, self._load)
        self._services.measurements.add_lookup(hit=hit)
        if record is None:
            raise no_video(video_id)
        self._services.popularity.add(video_id)
        return record

    async def _load(self, video_id: UUID) -> bytes | None:
        found = await self._services.videos.get(video_id)
        if found is None:
            return None
        video, _, probe = found
        record = resources.video_body(video, probe)
        return resources.tag(record) + record


def decode(record: bytes) -> Representation:
    """The document of a record as the cache has it: its tag, and its body."""
    return represent(record[: resources.TAG_LENGTH], record[resources.TAG_LENGTH :])


@functools.lru_cache(KNOWN_IDS)
def parse_id(text: str) -> UUID:
    """The id of a record.

    Raises:
        Problem: it is none.
    """
    if ID.fullmatch(text):
        return UUID(text)
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        f"id: {text[:100]!r}; expected a UUID as 123e4567-e89b-12d3-a456-426614174000.",
        [{"parameter": "id", "detail": f"{text[:100]!r}; expected a UUID."}],
    )


def no_video(video_id: UUID) -> Problem:
    """That there is no such record."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no video {video_id}.")
