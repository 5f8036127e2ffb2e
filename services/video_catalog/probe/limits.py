"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one probe; a file that exceeds one is refused for good.

    Attributes:
        seconds: from start to answer, the waiting for S3 included.
        processor_seconds: of the parser.
        memory: address space of the parser, in bytes; a waiting parser has some 150 MiB.
        bytes_read: of the object.
        requests: range requests to S3; FFmpeg looks at each partition of an MXF, one in 10 s.
        answer: of the metadata as JSON, in bytes.
    """

    seconds: int = 120
    processor_seconds: int = 30
    memory: int = 1536 * MIB
    bytes_read: int = 64 * MIB
    requests: int = 2048
    answer: int = 4 * MIB
