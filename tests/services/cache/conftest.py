from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.databases import database, empty_database
from tests.services.valkey import Valkey
from video_catalog.cache import CacheWriter

__all__ = ["database", "empty_database", "valkey", "valkey_server"]


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture
def valkey(valkey_server: Valkey) -> Valkey:
    """A server with nothing in it."""
    with valkey_server.client() as client:
        client.flushall()
        client.config_set("requirepass", "")
    return valkey_server


@pytest.fixture
def writer(valkey: Valkey) -> CacheWriter:
    return CacheWriter(valkey.settings)
