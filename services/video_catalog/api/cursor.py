"""Where a page of a list ended, as clients carry it to the next."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from video_catalog.store import Position

PATTERN: Final = "^[A-Za-z0-9_-]{32}$"
"""Every text that matches is a cursor; each says a position, and no more."""

TIME_BYTES: Final = 8
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
LATEST: Final = (datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) // MICROSECOND


def encode(position: Position) -> str:
    """The cursor after a record."""
    time = (position.created_at - EPOCH) // MICROSECOND
    return base64.urlsafe_b64encode(time.to_bytes(TIME_BYTES, "big") + position.id.bytes).decode()


def decode(cursor: str) -> Position:
    """The position that a cursor says; the text must match `PATTERN`."""
    found = base64.urlsafe_b64decode(cursor)
    time = min(int.from_bytes(found[:TIME_BYTES], "big"), LATEST)
    return Position(EPOCH + time * MICROSECOND, UUID(bytes=found[TIME_BYTES:]))
