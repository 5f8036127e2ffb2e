from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.databases import TestDatabase, database, empty_database
from tests.services.videos import created
from video_catalog.store import Catalog

__all__ = ["catalog", "database", "empty_database"]


@pytest.fixture
def catalog(database: TestDatabase) -> Iterator[Catalog]:
    with Catalog(database.database, probe_version=2, threads=4) as each:
        # Whoever connects draws a random number, which hypothesis forbids beside its own.
        each.is_settled(created("1"))
        yield each
