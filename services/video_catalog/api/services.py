"""What requests are answered with."""

from __future__ import annotations

from dataclasses import dataclass

from video_catalog.api.http import Representation
from video_catalog.api.measurements import Measurements
from video_catalog.api.popularity import Popularity
from video_catalog.cache import RedisCache
from video_catalog.store import Videos
from video_catalog.worker.queue import Queue


@dataclass(frozen=True, kw_only=True)
class Services:
    """What requests are answered with."""

    videos: Videos
    cache: RedisCache[Representation]
    queue: Queue
    popularity: Popularity
    measurements: Measurements
