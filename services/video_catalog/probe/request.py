"""What is asked of a parser."""

from __future__ import annotations

import json
import os
import struct
from dataclasses import asdict, dataclass
from typing import Final, Self

from video_catalog.probe.limits import Limits

NEXT: Final = b"n"
"""Asks for a parser, and comes with it."""

STATUS: Final = struct.Struct("<i")
"""How a fork ended: its exit code, or the signal that killed it, negative."""

UNCONFINED: Final = os.EX_CONFIG
"""Exit code of a fork that could not be sandboxed, and parsed nothing."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A file to probe.

    Attributes:
        name: of the file, for messages.
        size: in bytes.
        limits: what it may cost.
    """

    name: str
    size: int
    limits: Limits

    def encode(self) -> bytes:
        """The request as it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, document: bytes) -> Self:
        """The request as it was sent."""
        given = json.loads(document)
        return cls(name=given["name"], size=given["size"], limits=Limits(**given["limits"]))
