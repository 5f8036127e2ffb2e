"""How often videos are asked for: counted here, added to the database every few seconds."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Final
from uuid import UUID

from video_catalog.errors import UnavailableError
from video_catalog.store import Videos

logger = logging.getLogger(__name__)

MAXIMUM: Final = 10_000
"""Videos that are counted at once; while the database is away, others are not."""


class Popularity:
    """Counts requests of one event loop."""

    def __init__(self, videos: Videos) -> None:
        self._videos = videos
        # By the ids' integers, whose hash takes no Python.
        self._requests: Counter[int] = Counter()

    def add(self, video_id: UUID) -> None:
        """A video was asked for."""
        number = video_id.int
        if len(self._requests) < MAXIMUM or number in self._requests:
            self._requests[number] += 1

    async def write(self) -> None:
        """Add what was counted since, or keep it for the next time."""
        if not self._requests:
            return
        requests, self._requests = self._requests, Counter()
        try:
            await self._videos.count({UUID(int=each): count for each, count in requests.items()})
        except UnavailableError as error:
            logger.warning("Requests are counted later: %s", error)
            self._requests += requests
