"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from video_catalog.api.http import NEVER, Answer, Header, Request

MEDIA_TYPE: Final = "application/problem+json"


class Problem(Exception):  # noqa: N818 - as RFC 9457 calls it
    """What a client is told of a request that failed.

    Attributes:
        status: of the response.
        detail: what was wrong, for a person.
        errors: for each parameter that was wrong, its name and what was wrong.
        headers: of the response, beside its own.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: Sequence[Mapping[str, str]] = (),
        headers: tuple[Header, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers


def answer_of(problem: Problem, request: Request) -> Answer:
    """The answer that tells a program of a problem."""
    document = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "request_id": request.id,
        **({"errors": problem.errors} if problem.errors else {}),
    }
    # A path may hold what UTF-8 can't.
    body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    return Answer(
        problem.status, ((b"content-type", MEDIA_TYPE.encode()), NEVER, *problem.headers), body
    )


SCHEMA: Final = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "Of the response; absent in the gateway's answer to what it has no "
            "other for.",
        },
        "detail": {"type": "string"},
        "request_id": {"type": "string", "description": "To find the request in the logs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
