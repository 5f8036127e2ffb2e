"""Records of videos remembered in Redis: for the API to read, for the worker to forget."""

from video_catalog.cache.answer import Answer, Load
from video_catalog.cache.reader import RedisCache
from video_catalog.cache.writer import CacheWriter, Withheld, WithholdingCatalog

__all__ = [
    "Answer",
    "CacheWriter",
    "Load",
    "RedisCache",
    "Withheld",
    "WithholdingCatalog",
]
