from __future__ import annotations

import pytest

from tests.services.databases import TestDatabase
from tests.services.valkey import Valkey
from tests.services.videos import CREATED, METADATA, deleted
from video_catalog.cache import CacheWriter, WithholdingCatalog, entry
from video_catalog.errors import PermanentError, Reason, UnavailableError
from video_catalog.store import Catalog, video_id

KEY = entry.key(video_id(CREATED.bucket, CREATED.key))
REFUSED = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: text; expected a video.")


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda catalog: catalog.record(CREATED, METADATA), id="record"),
        pytest.param(lambda catalog: catalog.refuse(CREATED, REFUSED), id="refuse"),
        pytest.param(lambda catalog: catalog.remove(deleted("2")), id="remove"),
    ],
)
def test_writes_nothing_that_the_cache_could_hide(
    database: TestDatabase, valkey: Valkey, write: object
) -> None:
    assert callable(write)
    with Catalog(database.database, probe_version=1, threads=1) as catalog:
        withholding = WithholdingCatalog(catalog, CacheWriter(valkey.settings))
        valkey.stop()
        try:
            with pytest.raises(UnavailableError, match="Redis: "):
                write(withholding)
        finally:
            valkey.start()
        assert not withholding.is_settled(CREATED)
        write(withholding)
        assert withholding.is_settled(CREATED)
    with valkey.client() as client:
        assert client.get(KEY) == entry.WITHHELD


def test_forgets(valkey: Valkey) -> None:
    writer = CacheWriter(valkey.settings)
    writer.withhold(CREATED)
    writer.forget(CREATED)
    with valkey.client() as client:
        assert client.get(KEY) is None
