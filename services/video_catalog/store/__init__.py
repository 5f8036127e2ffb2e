"""The records of videos in PostgreSQL."""

from video_catalog.store.catalog import Catalog, Replacing
from video_catalog.store.connection import Database
from video_catalog.store.identity import video_id
from video_catalog.store.videos import Filter, Position, Video, Videos

__all__ = ["Catalog", "Database", "Filter", "Position", "Replacing", "Video", "Videos", "video_id"]
