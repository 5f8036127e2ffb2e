"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = "1"


class Problem(Exception):  # noqa: N818 - as RFC 9457 calls it
    """What a client is told of a request that failed.

    Attributes:
        status: of the response.
        detail: what was wrong, for a person.
        errors: for each parameter that was wrong, its name and what was wrong.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, errors: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors


def problem_response(
    problem: Problem, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that tells a problem."""
    document = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "request_id": request_id,
        **({"errors": problem.errors} if problem.errors else {}),
    }
    extra = {"Cache-Control": "no-store", **(headers or {})}
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        extra["Retry-After"] = RETRY_SECONDS
    return Response(
        json.dumps(document, ensure_ascii=False), problem.status, extra, media_type=MEDIA_TYPE
    )


SCHEMA: Final = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
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
