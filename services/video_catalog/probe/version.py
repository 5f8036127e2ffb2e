"""One version of one object of S3: the requests, and what their failures mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeVar

from video_catalog.errors import PermanentError, Reason, TransientError, UnavailableError
from video_catalog.events import UNVERSIONED, Event
from video_catalog.probe.s3_requests import Answer, S3Requests
from video_catalog.signed_requests import RefusedError

T = TypeVar("T")

GONE: Final = frozenset(
    {"404", "NoSuchKey", "NoSuchVersion", "NotFound", "412", "PreconditionFailed", "405",
     "MethodNotAllowed"}
)  # fmt: skip
"""Not there, replaced since, or a delete marker by now."""

ARCHIVED: Final = "InvalidObjectState"
NO_SUCH_RANGE: Final = ("416", "InvalidRange")
AWAY: Final = frozenset({"RequestTimeout", "SlowDown", "ExpiredToken", "RequestTimeTooSkewed"})
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

    Its methods may be called by several threads; `read` after `start`. Each raises PermanentError
    where it is gone or archived, TransientError where access is denied or S3 refuses for another
    reason of ours, UnavailableError where S3 does not answer.

    Args:
        requests: to S3.
        event: names the version.
    """

    def __init__(self, requests: S3Requests, event: Event) -> None:
        self._requests = requests
        self._name = f"s3://{event.bucket}/{event.key}"
        version = event.version_id if event.version_id != UNVERSIONED else None
        self._url = requests.url(event.bucket, event.key, version)
        self._is_pinned = version is not None
        self._condition: Mapping[str, str] = {}
        if event.etag and not self._is_pinned:
            self._condition = {"If-Match": f'"{event.etag}"'}

    def head(self) -> Head:
        """What S3 says of it."""
        asked = {**self._condition, "x-amz-checksum-mode": "ENABLED"}
        headers = self._told(lambda: self._requests.head(self._url, asked)).headers
        given = {name: headers.get(f"x-amz-checksum-{name.lower()}") for name in CHECKSUMS}
        return Head(
            headers["ETag"], {name: checksum for name, checksum in given.items() if checksum}
        )

    def start(self, length: int) -> Start:
        """The first bytes, and the size; from now on no other version is read."""

        def read() -> Start:
            try:
                headers, content = self._get(0, length)
            except RefusedError as error:
                if error.code in NO_SUCH_RANGE:
                    return Start(b"", 0, None)
                raise
            if not self._is_pinned:
                self._condition = {"If-Match": headers["ETag"]}
            # An empty object has no range; some speakers of S3 give it all the same.
            given = headers.get("Content-Range", f"/{headers['Content-Length']}")
            return Start(content, int(given.rpartition("/")[2]), headers["ETag"])

        first = self._told(read)
        self._check(first.content, 0, min(length, first.size))
        return first

    def read(self, start: int, end: int) -> bytes:
        """The bytes from one offset to before another."""
        content = self._told(lambda: self._get(start, end).content)
        self._check(content, start, end)
        return content

    def _get(self, start: int, end: int) -> Answer:
        asked = {**self._condition, "Range": f"bytes={start}-{end - 1}"}
        return self._requests.get(self._url, asked, end - start)

    def _check(self, content: bytes, start: int, end: int) -> None:
        if len(content) != end - start:
            raise UnavailableError(
                f"S3: {len(content)} bytes of {self._name} from {start}; expected {end - start}."
            )

    def _told(self, request: Callable[[], T]) -> T:
        try:
            return request()
        except RefusedError as error:
            raise _meaning(self._name, error) from error


def _meaning(name: str, error: RefusedError) -> Exception:
    if error.code in GONE:
        return PermanentError(
            Reason.GONE, f"{name}: {error.code}; expected the version of the event."
        )
    if error.code == ARCHIVED:
        return PermanentError(
            Reason.NOT_READABLE, f"{name}: archived; expected a storage class that can be read."
        )
    if error.is_passing or error.code in AWAY:
        return UnavailableError(f"S3: {error}")
    # The role's policy, the key's, or whatever else is to be mended: then the file is as good
    # as any.
    return TransientError(f"{name}: {error}; expected the worker to be allowed to read it.")
