"""One version of one object of S3: the requests, and what their failures mean."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from video_catalog.errors import PermanentError, Reason, TransientError, UnavailableError
from video_catalog.events import UNVERSIONED, Event

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")

GONE: Final = frozenset(
    {"404", "NoSuchKey", "NoSuchVersion", "NotFound", "412", "PreconditionFailed", "405",
     "MethodNotAllowed"}
)  # fmt: skip
"""Not there, replaced since, or a delete marker by now."""

ARCHIVED: Final = "InvalidObjectState"
NO_SUCH_RANGE: Final = ("416", "InvalidRange")
AWAY: Final = frozenset({"RequestTimeout", "SlowDown", "ExpiredToken", "RequestTimeTooSkewed"})
SERVER_ERROR: Final = 500
CHECKSUMS: Final = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")


class Head(NamedTuple):
    """What S3 says of an object.

    Attributes:
        etag: of the version that it says it of.
        checksums: by algorithm, base64 as S3 gives them.
    """

    etag: str
    checksums: Mapping[str, str]


class Start(NamedTuple):
    """The first bytes of an object.

    Attributes:
        content: fewer than asked for where the object is shorter.
        size: of the object, in bytes.
        etag: of the version that was read; `None` of an empty one.
    """

    content: bytes
    size: int
    etag: str | None


class S3Version:
    """A version of an object; one that has been replaced since the first request is gone.

    Every method raises PermanentError where it is gone or archived, TransientError where access
    is denied or S3 refuses for another reason of ours, UnavailableError where S3 does not answer.

    Attributes:
        seconds: that S3 took to read, so far.

    Args:
        client: of S3.
        event: names the version.
    """

    def __init__(self, client: S3Client, event: Event) -> None:
        self._client = client
        self._name = f"s3://{event.bucket}/{event.key}"
        self._asked: dict[str, Any] = {"Bucket": event.bucket, "Key": event.key}
        if event.version_id not in {None, UNVERSIONED}:
            self._asked["VersionId"] = event.version_id
        elif event.etag:
            self._asked["IfMatch"] = f'"{event.etag}"'
        self.seconds = 0.0

    def head(self) -> Head:
        """What S3 says of it."""
        answer = self._told(lambda: self._client.head_object(**self._asked, ChecksumMode="ENABLED"))
        checksums = {
            name: answer[f"Checksum{name}"]  # type: ignore[literal-required] # one of the keys there are
            for name in CHECKSUMS
            if f"Checksum{name}" in answer
        }
        return Head(answer["ETag"], checksums)

    def start(self, length: int) -> Start:
        """The first bytes, and the size; from now on no other version is read."""

        def read() -> Start:
            try:
                answer = self._client.get_object(**self._asked, Range=f"bytes=0-{length - 1}")
            except ClientError as error:
                if error.response["Error"].get("Code") in NO_SUCH_RANGE:
                    return Start(b"", 0, None)
                raise
            if "VersionId" not in self._asked:
                self._asked["IfMatch"] = answer["ETag"]
            # An empty object has no range; some speakers of S3 give it all the same.
            given = answer.get("ContentRange", f"/{answer['ContentLength']}")
            # The connection may break at any byte.
            return Start(answer["Body"].read(length), int(given.rpartition("/")[2]), answer["ETag"])

        first = self._timed(read)
        self._check(first.content, 0, min(length, first.size))
        return first

    def read(self, start: int, end: int) -> bytes:
        """The bytes from one offset to before another."""

        def read() -> bytes:
            asked = f"bytes={start}-{end - 1}"
            return self._client.get_object(**self._asked, Range=asked)["Body"].read()

        content = self._timed(read)
        self._check(content, start, end)
        return content

    def _check(self, content: bytes, start: int, end: int) -> None:
        if len(content) != end - start:
            raise UnavailableError(
                f"S3: {len(content)} bytes of {self._name} from {start}; expected {end - start}."
            )

    def _timed(self, request: Callable[[], T]) -> T:
        start = time.monotonic()
        try:
            return self._told(request)
        finally:
            self.seconds += time.monotonic() - start

    def _told(self, request: Callable[[], T]) -> T:
        try:
            return request()
        except ClientError as error:
            raise _meaning(self._name, error) from error
        except BotoCoreError as error:
            raise UnavailableError(f"S3: {error}") from error


def _meaning(name: str, error: ClientError) -> Exception:
    code = error.response["Error"].get("Code", "")
    if code in GONE:
        return PermanentError(Reason.GONE, f"{name}: {code}; expected the version of the event.")
    if code == ARCHIVED:
        return PermanentError(
            Reason.NOT_READABLE, f"{name}: archived; expected a storage class that can be read."
        )
    if code in AWAY or error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_ERROR:
        return UnavailableError(f"S3: {error}")
    # The role's policy, the key's, or whatever else is to be mended: then the file is as good
    # as any.
    return TransientError(f"{name}: {error}; expected the worker to be allowed to read it.")
