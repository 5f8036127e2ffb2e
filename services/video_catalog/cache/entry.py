"""What stands in Redis under a video's key. Readers and writers share no more than this.

A key holds one of four, told by its first byte:

| first byte | then | meaning |
|---|---|---|
| `V` | the format, the record | the record, for readers of that format |
| `N` | | the database has no record |
| `L` | a token | a reader is loading it; only that reader may put it here |
| `W` | the marks of writers | they are changing it: nobody may put it here |

A reader who finds nothing takes the lease (`L`), loads, and puts the record in its place if the
lease still stands there. A writer puts its mark there, commits, and takes it away, and the key with
the last mark: so whatever was loaded before a commit finds no lease, and is not put.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

RECORD: Final = b"V"
NONE: Final = b"N"
LEASE: Final = b"L"
WITHHELD: Final = b"W"

RECORD_SECONDS: Final = 3600
NONE_SECONDS: Final = 30
LEASE_SECONDS: Final = 15
"""Longer than a load may take."""

MARK_BYTES: Final = 8
WITHHELD_SECONDS: Final = 60
"""Longer than a commit may take; a writer that died leaves it for so long."""


def key(video_id: UUID) -> bytes:
    """Where a video's entry stands."""
    return b"video:" + video_id.bytes
