"""Where a page of a list ended, as clients carry it to the next."""

from __future__ import annotations

import base64
from typing import Final

PATTERN: Final = "^[A-Za-z0-9_-]{11}$"
"""Every text that matches is a cursor; each says a position, and no more."""

HIGHEST: Final = 2**63 - 1


def encode(number: int) -> str:
    """The cursor after a record's number."""
    return base64.urlsafe_b64encode(number.to_bytes(8, "big")).rstrip(b"=").decode()


def decode(cursor: str) -> int:
    """The number that a cursor says; the text must match `PATTERN`."""
    return min(int.from_bytes(base64.urlsafe_b64decode(f"{cursor}="), "big"), HIGHEST)
