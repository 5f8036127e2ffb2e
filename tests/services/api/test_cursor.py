from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, strategies as st

from video_catalog.api import cursor
from video_catalog.store import Position

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(time=TIMES, video_id=st.uuids())
def test_carries_a_position(time: datetime, video_id: UUID) -> None:
    position = Position(time, video_id)
    encoded = cursor.encode(position)
    assert re.fullmatch(cursor.PATTERN, encoded)
    assert cursor.decode(encoded) == position


@given(text=st.from_regex(cursor.PATTERN, fullmatch=True))
def test_takes_every_text_of_its_pattern(text: str) -> None:
    assert cursor.EPOCH <= cursor.decode(text).created_at <= datetime(9999, 12, 31, tzinfo=UTC)
