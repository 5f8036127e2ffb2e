"""An object of S3, read by ranges: few requests, few bytes, and a bound on both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from video_catalog.errors import PermanentError, Reason, TransientError, UnavailableError
from video_catalog.events import Event
from video_catalog.probe.limits import KIB, MIB, Limits

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")

FIRST_BLOCK: Final = 256 * KIB
"""Holds the index of most files that have it at the front."""

SMALLEST_BLOCK: Final = 64 * KIB
LARGEST_BLOCK: Final = 2 * MIB
LAST_BLOCK: Final = 512 * KIB
UNVERSIONED: Final = "null"
"""S3's version of what was there before the bucket had versions."""

GONE: Final = frozenset(
    {"404", "NoSuchKey", "NoSuchVersion", "NotFound", "412", "PreconditionFailed", "405",
     "MethodNotAllowed"}
)  # fmt: skip
"""Not there, replaced since, or a delete marker by now."""

ARCHIVED: Final = "InvalidObjectState"
AWAY: Final = frozenset({"RequestTimeout", "SlowDown", "ExpiredToken", "RequestTimeTooSkewed"})
SERVER_ERROR: Final = 500
CHECKSUMS: Final = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")


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
    """One version of one object.

    Attributes:
        size: in bytes.
        checksums: S3's, by algorithm, base64 as S3 gives them.
        bytes_read: so far.
        seconds: that S3 took, so far.

    Args:
        client: of S3.
        event: names the version.
        limits: on bytes and requests.

    Raises:
        PermanentError: it is gone, or archived.
        TransientError: access is denied, or S3 refuses for another reason of ours.
        UnavailableError: S3 does not answer.
    """

    def __init__(self, client: S3Client, event: Event, limits: Limits) -> None:
        self._client = client
        self._event = event
        self._limits = limits
        self._version: dict[str, Any] = {"Bucket": event.bucket, "Key": event.key}
        if event.version_id not in {None, UNVERSIONED}:
            self._version["VersionId"] = event.version_id
        elif event.etag:
            self._version["IfMatch"] = f'"{event.etag}"'
        self._blocks: list[Block] = []
        self._requests = 0
        self.bytes_read = 0
        self.seconds = 0.0
        head = self._ask(lambda: client.head_object(**self._version, ChecksumMode="ENABLED"))
        if "VersionId" not in self._version:
            self._version["IfMatch"] = head["ETag"]
        self.size: int = head["ContentLength"]
        self.checksums: Mapping[str, str] = {
            name: head[f"Checksum{name}"]  # type: ignore[literal-required] # one of the keys there are
            for name in CHECKSUMS
            if f"Checksum{name}" in head
        }

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
        if self._blocks and self.size - offset <= LAST_BLOCK:
            # What stands at the end is small, and read backwards too.
            start, end = max(earlier, min(offset, self.size - SMALLEST_BLOCK)), self.size
        later = (block.start for block in self._blocks if block.start > offset)
        block = Block(start, self._get(start, min((end, self.size, *later))))
        self._blocks.append(block)
        return block

    def _length(self, offset: int) -> int:
        if not self._blocks:
            return FIRST_BLOCK
        # Who reads on will read on: the requests become fewer.
        start = offset
        while before := next((block for block in self._blocks if block.end == start), None):
            start = before.start
        return min(max(2 * (offset - start), SMALLEST_BLOCK), LARGEST_BLOCK)

    def _get(self, start: int, end: int) -> bytes:
        self._count(end - start)
        asked = {**self._version, "Range": f"bytes={start}-{end - 1}"}

        def read() -> bytes:
            # Within what is asked: the connection may break at any byte.
            return self._client.get_object(**asked)["Body"].read()

        content = self._ask(read)
        if len(content) != end - start:
            raise UnavailableError(
                f"S3: {len(content)} bytes of {self._event.key} from {start}; "
                f"expected {end - start}."
            )
        return content

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
                    f"{self._event.key}: needs more than {most} {what} of the object; "
                    "expected a file whose index can be read.",
                )

    def _ask(self, request: Callable[[], T]) -> T:
        start = time.monotonic()
        try:
            return request()
        except ClientError as error:
            raise self._told(error) from error
        except BotoCoreError as error:
            raise UnavailableError(f"S3: {error}") from error
        finally:
            self.seconds += time.monotonic() - start

    def _told(self, error: ClientError) -> Exception:
        code = error.response["Error"].get("Code", "")
        name = f"s3://{self._event.bucket}/{self._event.key}"
        if code in GONE:
            return PermanentError(
                Reason.GONE, f"{name}: {code}; expected the version of the event."
            )
        if code == ARCHIVED:
            return PermanentError(
                Reason.NOT_READABLE, f"{name}: archived; expected a storage class that can be read."
            )
        if code in AWAY or error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_ERROR:
            return UnavailableError(f"S3: {error}")
        # The role's policy, the key's, or whatever else is to be mended: then the file is as good
        # as any.
        return TransientError(f"{name}: {error}; expected the worker to be allowed to read it.")
