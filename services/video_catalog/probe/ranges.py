"""An object of S3, read by ranges: few requests, few bytes, and a bound on both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Final

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


@dataclass(frozen=True)
class Block:
    """Bytes of the object that were read together."""

    start: int
    content: bytes

    @property
    def end(self) -> int:
        """Offset behind its last byte."""
        return self.start + len(self.content)


class S3Object:
    """One version of one object, whose first bytes are read at once.

    Attributes:
        size: in bytes.
        bytes_read: so far.

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
        # Nobody needs what it says before the end.
        self._head = _in_background(S3Version(requests, event).head)
        self._version = S3Version(requests, event)
        first = self._version.start(FIRST_BLOCK)
        self.size, self._etag = first.size, first.etag
        self._count(len(first.content))
        self._blocks = [Block(0, first.content)]

    @property
    def seconds(self) -> float:
        """That S3 took to read, so far."""
        return self._version.seconds

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

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the object; fewer than asked for at the end, or where a block ends.

        Raises:
            PermanentError: over a limit, or gone meanwhile.
            TransientError: access is denied, or S3 refuses for another reason of ours.
            UnavailableError: S3 does not answer.
        """
        if length <= 0 or offset >= self.size:
            return b""
        block = self._find(offset) or self._fetch(offset)
        return block.content[offset - block.start : offset - block.start + length]

    def _find(self, offset: int) -> Block | None:
        return next((each for each in self._blocks if each.start <= offset < each.end), None)

    def _fetch(self, offset: int) -> Block:
        earlier = max((block.end for block in self._blocks if block.end <= offset), default=0)
        start, end = offset, offset + self._length(offset)
        if self.size - offset <= LAST_BLOCK:
            # What stands at the end is small, and read backwards too.
            start, end = max(earlier, min(offset, self.size - SMALLEST_LAST_BLOCK)), self.size
        later = (block.start for block in self._blocks if block.start > offset)
        block = Block(start, self._get(start, min((end, self.size, *later))))
        self._blocks.append(block)
        return block

    def _length(self, offset: int) -> int:
        # Who reads on will read on: the requests become fewer.
        start = offset
        while before := next((block for block in self._blocks if block.end == start), None):
            start = before.start
        return min(max(2 * (offset - start), SMALLEST_BLOCK), LARGEST_BLOCK)

    def _get(self, start: int, end: int) -> bytes:
        self._count(end - start)
        return self._version.read(start, end)

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


def _in_background(call: Callable[[], Head]) -> Future[Head]:
    future: Future[Head] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)

    Thread(target=run, name="head", daemon=True).start()
    return future
