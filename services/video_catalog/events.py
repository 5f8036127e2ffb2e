"""What a message of the queue says: S3's events by EventBridge, and requests to probe again.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """What happened to an object."""

    CREATED = "Object Created"
    DELETED = "Object Deleted"
    REPROCESS = "Reprocess Requested"
    """Not S3's: an operator or a client wants the object probed again."""


NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
LARGEST_SIZE: Final = 2**63 - 1
UNVERSIONED: Final = "null"
"""S3's version of what is uploaded while its bucket keeps no versions."""

LIFECYCLE_EXPIRATION: Final = "Lifecycle Expiration"
DELETE_MARKER: Final = "Delete Marker Created"
SOURCES: Final = {
    Kind.CREATED: "aws.s3",
    Kind.DELETED: "aws.s3",
    Kind.REPROCESS: "video-catalog",
}


class MalformedMessageError(ValueError):
    """A message that is no event of ours; it will not become one."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to one version of an object.

    Attributes:
        kind: what happened.
        bucket: its name.
        key: of the object, as it is, not URL-encoded.
        version_id: S3's, in a bucket with versions.
        etag: S3's, without quotes; a deletion has none.
        size: in bytes; a deletion has none.
        sequencer: hexadecimal; orders S3's events of one key.
        reason: S3's, as `PutObject` or `Lifecycle Expiration`.
        leaves_marker: whether a deletion left a marker, behind which every version is hidden;
            without one it took away the named version alone.
    """

    kind: Kind
    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None
    size: int | None = None
    sequencer: str | None = None
    reason: str | None = None
    leaves_marker: bool = False

    @property
    def is_expiry(self) -> bool:
        """Whether a lifecycle rule deleted the object, which leaves its record."""
        return self.kind is Kind.DELETED and self.reason == LIFECYCLE_EXPIRATION


def parse(body: str) -> Event:
    """The event of a message's body.

    Raises:
        MalformedMessageError: the body is no such event; the message says where.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        # Also of a number that has more digits than Python reads.
        raise MalformedMessageError(f"Body: {error}; expected a JSON object.") from error
    kind = _kind(_member(document, "detail-type", str))
    if _member(document, "source", str) != SOURCES[kind]:
        raise MalformedMessageError(
            f"source: {document['source']!r}; expected {SOURCES[kind]!r} for {kind.value!r}."
        )
    detail = _member(document, "detail", dict)
    found = _member(detail, "object", dict)
    return Event(
        kind=kind,
        bucket=_member(_member(detail, "bucket", dict), "name", str),
        key=_member(found, "key", str),
        version_id=_optional(found, "version-id", str),
        etag=_optional(found, "etag", str),
        size=_size(found),
        sequencer=_optional(found, "sequencer", str),
        reason=_optional(detail, "reason", str),
        leaves_marker=_optional(detail, "deletion-type", str) == DELETE_MARKER,
    )


def body(event: Event) -> str:
    """The message's body that `parse` reads as the event."""
    found = {
        "key": event.key,
        "version-id": event.version_id,
        "etag": event.etag,
        "size": event.size,
        "sequencer": event.sequencer,
    }
    return json.dumps(
        {
            "source": SOURCES[event.kind],
            "detail-type": event.kind.value,
            "detail": {
                "bucket": {"name": event.bucket},
                "object": {name: value for name, value in found.items() if value is not None},
                **({} if event.reason is None else {"reason": event.reason}),
                **({"deletion-type": DELETE_MARKER} if event.leaves_marker else {}),
            },
        }
    )


def _size(found: object) -> int | None:
    size = _optional(found, "size", int)
    if size is not None and not 0 <= size <= LARGEST_SIZE:
        raise MalformedMessageError(f"size: {size}; expected a number of bytes.")
    return size


def _kind(detail_type: str) -> Kind:
    try:
        return Kind(detail_type)
    except ValueError as error:
        expected = ", ".join(repr(kind.value) for kind in Kind)
        raise MalformedMessageError(
            f"detail-type: {detail_type!r}; expected one of {expected}."
        ) from error


def _member(document: object, name: str, kind: type[T]) -> T:
    value = _optional(document, name, kind)
    if value is None or value == "":
        raise MalformedMessageError(f"{name}: absent or empty; expected {kind.__name__}.")
    return value


def _optional(document: object, name: str, kind: type[T]) -> T | None:
    if not isinstance(document, dict):
        raise MalformedMessageError(
            f"{name}: looked for in {type(document).__name__}; expected a JSON object."
        )
    value: Any = document.get(name)
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise MalformedMessageError(
            f"{name}: {type(value).__name__} {value!r:.100}; expected {kind.__name__}."
        )
    # PostgreSQL can hold neither, and S3 names nothing so that can be asked for.
    if isinstance(value, str) and NO_TEXT.search(value):
        raise MalformedMessageError(
            f"{name}: {value!r:.100}; expected text without U+0000 and halves of characters."
        )
    return value
