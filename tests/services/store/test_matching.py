from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from tests.services.databases import TestDatabase
from tests.services.videos import CREATED, METADATA
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Kind
from video_catalog.store import Catalog, video_id
from video_catalog.worker.conditions import Condition, Operator, parse_conditions

REFUSED = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: no stream of pictures; expected a video.")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("probe_version < 3", ["probed.mp4", "refused.mp4"], id="all"),
        pytest.param("probe_version < 2", [], id="none"),
        pytest.param("status = 'refused'", ["refused.mp4"], id="status"),
        pytest.param("reason = 'not a video'", ["refused.mp4"], id="reason"),
        pytest.param("codec = 'hevc' and bucket = 'ingest'", ["probed.mp4"], id="joined"),
        pytest.param("codec = 'H.265'", ["probed.mp4"], id="usual name of the codec"),
        pytest.param("codec != 'h264'", ["probed.mp4"], id="another codec"),
        pytest.param("container = 'mp4'", ["probed.mp4"], id="one of the container's names"),
        pytest.param("container = 'MOV,MP4'", ["probed.mp4"], id="two of its names"),
        pytest.param("container = 'mp'", [], id="no whole name of the container"),
        pytest.param("container = 'mkv'", [], id="another container"),
        pytest.param("container != 'matroska'", ["probed.mp4"], id="not another container"),
        pytest.param("container != 'mp4'", [], id="not its container"),
        pytest.param("container = 'x''{}%s'", [], id="no SQL of a container"),
        pytest.param("key >= 'q'", ["refused.mp4"], id="key"),
        pytest.param("key = 'x'' or true --'", [], id="no SQL"),
    ],
)
def test_finds_what_matches(catalog: Catalog, condition: str, expected: list[str]) -> None:
    probed = replace(CREATED, key="probed.mp4")
    catalog.record(probed, METADATA)
    catalog.refuse(replace(CREATED, key="refused.mp4"), REFUSED)
    found = dict(catalog.matching(parse_conditions(condition), None))
    assert sorted(event.key for event in found.values()) == expected
    if "probed.mp4" in expected:
        event = found[str(video_id("ingest", "probed.mp4"))]
        assert event == replace(probed, kind=Kind.REPROCESS)


@pytest.mark.parametrize(("column", "operator"), [("key", "^@"), ("container", "<")])
def test_takes_no_operator_but_those_of_the_column(
    catalog: Catalog, column: str, operator: str
) -> None:
    condition = Condition(column=column, operator=cast("Operator", operator), value="mp4")
    with pytest.raises(ValueError, match=rf"no operator of {column}; expected one of "):
        list(catalog.matching([condition], None))


def test_goes_on_after_an_id(
    catalog: Catalog, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.store.catalog.MATCHING_BATCH", 2)
    for number in range(5):
        catalog.record(replace(CREATED, key=f"{number}.mp4"), METADATA)
    ids = [found for found, _ in catalog.matching((), None)]
    with database.administrator() as connection:
        recorded = connection.execute("SELECT id FROM video").fetchall()
    assert ids == sorted(str(each) for (each,) in recorded)
    assert [found for found, _ in catalog.matching((), ids[2])] == ids[3:]
