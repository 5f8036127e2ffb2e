"""Records of videos remembered in Redis: for the API to read, for the worker to forget."""

from video_catalog.cache.interface import Answer, Cache, Load
from video_catalog.cache.null import NullCache
from video_catalog.cache.reader import RedisCache
from video_catalog.cache.writer import CacheWriter, Withheld, WithholdingCatalog

__all__ = [
    "Answer",
    "Cache",
    "CacheWriter",
    "Load",
    "NullCache",
    "RedisCache",
    "Withheld",
    "WithholdingCatalog",
]
