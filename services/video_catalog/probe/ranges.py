"""An object of S3, read by ranges: few requests, few bytes, and a bound on both."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Final, Self

from video_catalog.background import in_background
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Event
from video_catalog.probe.limits import KIB, MIB, Limits
from video_catalog.probe.s3_requests import S3Requests
from video_catalog.probe.version import Head, S3Version

FIRST_BLOCK: Final = 1 * MIB
"""Holds the index of most files that have it at the front, and takes S3 hardly longer than less."""

SMALLEST_BLOCK: Final = 32 * KIB
"""What FFmpeg asks for at once. An MXF of hours has a thousand places to look at."""

LARGEST_BLOCK: Final = 4 * MIB
LAST_BLOCK: Final = 512 * KIB
SMALLEST_LAST_BLOCK: Final = 64 * KIB
THREADS: Final = 8
"""That read ahead."""

CONNECTIONS: Final = 2 + THREADS
"""That one object takes: for its head, for what is asked for, for what is read ahead."""


@dataclass(frozen=True)
class Block:
    """Bytes of the object that are read together.

    Attributes:
        start: offset of the first.
        end: offset behind the last.
        content: the bytes, once they are there.
    """

    start: int
    end: int
    content: Future[bytes] = field(default_factory=Future)


class S3Object:
    """One version of one object, whose first bytes are read at once; used as a context.

    Attributes:
        size: in bytes.
        bytes_read: so far.
        seconds: that S3 was waited for, so far.

    Args:
        requests: to S3.
        event: names the version.
        limits: on bytes and requests.

    Raises:
        PermanentError: it is gone, or archived.
        TransientError: access is denied, or S3 refuses for another reason of ours.
        UnavailableError: S3 does not answer.
    """

    def __init__(self, requests: S3Requests, event: Event, limits: Limits) -> None:
        self._key = event.key
        self._limits = limits
        self._requests = 0
        self.bytes_read = 0
        self._version = S3Version(requests, event)
        # Nobody needs what it says before the end, but many a file is parsed in less time.
        self._head: Future[Head] = Future()
        in_background([(self._head, self._version.head)], threads=1)
        begin = time.monotonic()
        first = self._version.start(FIRST_BLOCK)
        self.seconds = time.monotonic() - begin
        self.size, self._etag = first.size, first.etag
        self._count(len(first.content))
        self._blocks = [_read(0, first.content)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for block in self._blocks:
            block.content.cancel()

    def checksums(self) -> Mapping[str, str]:
        """S3's own, by algorithm, base64 as S3 gives them.

        Raises:
            PermanentError: it is gone, or was replaced meanwhile.
            TransientError: access is denied, or S3 refuses for another reason of ours.
            UnavailableError: S3 does not answer.
        """
        head = self._head.result()
        if self._etag not in {None, head.etag}:
            raise PermanentError(
                Reason.GONE, f"{self._key}: replaced meanwhile; expected ETag {self._etag}."
            )
        return head.checksums

    def read_ahead(self, offsets: Iterable[int]) -> None:
        """Begin to read a little at some offsets, several at once.

        Args:
            offsets: where `read` will be asked for bytes. Half of the limits is kept for what it
                is asked for elsewhere.
        """
        blocks = []
        for offset in offsets:
            if not 0 <= offset < self.size or self._find(offset):
                continue
            start, end = self._range(offset)
            if (
                2 * (self._requests + 1) > self._limits.requests
                or 2 * (self.bytes_read + end - start) > self._limits.bytes_read
            ):
                break
            self._count(end - start)
            blocks.append(Block(start, end))
            self._blocks.append(blocks[-1])
        in_background(
            [(each.content, partial(self._version.read, each.start, each.end)) for each in blocks],
            threads=THREADS,
        )

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the object; fewer than asked for at the end, or where a block ends.

        Raises:
            PermanentError: over a limit, or gone meanwhile.
            TransientError: access is denied, or S3 refuses for another reason of ours.
            UnavailableError: S3 does not answer.
        """
        if length <= 0 or offset >= self.size:
            return b""
        begin = time.monotonic()
        try:
            block = self._find(offset) or self._fetch(offset)
            content = block.content.result()
        finally:
            self.seconds += time.monotonic() - begin
        return content[offset - block.start : offset - block.start + length]

    def _find(self, offset: int) -> Block | None:
        return next((each for each in self._blocks if each.start <= offset < each.end), None)

    def _fetch(self, offset: int) -> Block:
        start, end = self._range(offset)
        self._count(end - start)
        block = _read(start, self._version.read(start, end))
        self._blocks.append(block)
        return block

    def _range(self, offset: int) -> tuple[int, int]:
        """What is read for an offset that no block has, and does not overlap any."""
        start, end = offset, offset + self._length(offset)
        if self.size - offset <= LAST_BLOCK:
            # What stands at the end is small, and read backwards too.
            earlier = max((block.end for block in self._blocks if block.end <= offset), default=0)
            start, end = max(earlier, min(offset, self.size - SMALLEST_LAST_BLOCK)), self.size
        later = (block.start for block in self._blocks if block.start > offset)
        return start, min((end, self.size, *later))

    def _length(self, offset: int) -> int:
        # Who reads on will read on: the requests become fewer.
        start = offset
        while before := next((block for block in self._blocks if block.end == start), None):
            start = before.start
        return min(max(2 * (offset - start), SMALLEST_BLOCK), LARGEST_BLOCK)

    def _count(self, length: int) -> None:
        self._requests += 1
        self.bytes_read += length
        for used, most, what in (
            (self._requests, self._limits.requests, "requests"),
            (self.bytes_read, self._limits.bytes_read, "bytes"),
        ):
            if used > most:
                raise PermanentError(
                    Reason.TOO_LARGE,
                    f"{self._key}: needs more than {most} {what} of the object; "
                    "expected a file whose index can be read.",
                )


def _read(start: int, content: bytes) -> Block:
    block = Block(start, start + len(content))
    block.content.set_result(content)
    return block
