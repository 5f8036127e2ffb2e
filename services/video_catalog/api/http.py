"""HTTP as this API needs it, over ASGI.

A request without a body, an answer that is one document. A framework would cost more than all else
that is done for a cached record (docs/adr/0025-the-api-speaks-asgi-itself.md).

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

COMPRESSED_FROM: Final = 1024
"""Bytes from which compressing pays."""

COMPRESSION_LEVEL: Final = 4

NEVER: Final = (b"cache-control", b"no-store")
TYPE: Final = (b"content-type", b"application/json")
FRESH: Final = (
    # Clients may keep an answer, and ask each time whether it is still the same.
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept-Encoding"),
)
REFUSED: Final = re.compile(rb"q=0(\.0*)?")


class Request(NamedTuple):
    """What a client asked.

    Attributes:
        id: to find it in the logs.
        method: as `GET`.
        path: decoded.
        query: as it was sent.
        headers: by names in lower case.
    """

    id: str
    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]


class Answer(NamedTuple):
    """What a client is told.

    Attributes:
        status: of the response.
        headers: but for those that every response has.
        body: what `Content-Type` says.
    """

    status: int
    headers: tuple[Header, ...]
    body: bytes


class Representation(NamedTuple):
    """A document as clients get it, but for compression (RFC 9110, 3.2).

    Attributes:
        etag: tells it from another.
        answer: the document, with the headers that go with it.
    """

    etag: bytes
    answer: Answer


def joined(headers: Iterable[Header]) -> dict[bytes, bytes]:
    """Headers by name; what came in several lines is one list (RFC 9110, 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = b"%b, %b" % (found[name], value) if name in found else value
    return found


def document(content: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """JSON that is of the moment."""
    return Answer(status, (TYPE, NEVER), json.dumps(content).encode())


def represent(tag: bytes, body: bytes, headers: tuple[Header, ...] = (TYPE,)) -> Representation:
    """A document that clients may keep.

    Args:
        tag: what tells this body from another.
        body: the document.
        headers: its type, and what else it needs.
    """
    # Weak: compressed or not, it is the same to a client.
    etag = b'W/"%b"' % tag
    return Representation(etag, Answer(HTTPStatus.OK, (*headers, *FRESH, (b"etag", etag)), body))


def fresh(request: Request, representation: Representation) -> Answer:
    """A document, or that the client has it."""
    etag, answer = representation
    known = request.headers.get(b"if-none-match")
    if known is not None and _names(known, etag):
        return Answer(HTTPStatus.NOT_MODIFIED, (*FRESH, (b"etag", etag)), b"")
    accepted = request.headers.get(b"accept-encoding")
    if not accepted or len(answer.body) < COMPRESSED_FROM or not _takes_gzip(accepted):
        return answer
    body = gzip.compress(answer.body, COMPRESSION_LEVEL, mtime=0)
    return Answer(answer.status, (*answer.headers, (b"content-encoding", b"gzip")), body)


def _names(known: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2)."""
    if known.strip() == b"*":
        return True
    return any(each.strip().removeprefix(b"W/") == etag[2:] for each in known.split(b","))


def _takes_gzip(accepted: bytes) -> bool:
    for each in accepted.lower().split(b","):
        coding, _, weight = each.partition(b";")
        if coding.strip() == b"gzip":
            return not REFUSED.fullmatch(weight.replace(b" ", b""))
    return False
