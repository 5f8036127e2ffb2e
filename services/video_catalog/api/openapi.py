"""The API's OpenAPI 3.1 document, from the code that answers.

`python -m video_catalog.api.openapi` prints it. It has what clients reach: `/ready` is the load
balancer's alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from video_catalog.api import problems
from video_catalog.api.parameters import PAGE, POPULAR, Parameter
from video_catalog.api.resources import schemas
from video_catalog.api.schema import REFERENCES

VERSION: Final = "1.0.0"

EVERYWHERE: Final = (
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
BY_GATEWAY: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
)
"""What API Gateway answers for the API, before it asks it or when that fails."""

REQUEST_ID: Final = {
    "X-Request-Id": {
        "description": "To find the request in the logs.",
        "schema": {"type": "string"},
    }
}
FRESHNESS: Final = {
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"schema": {"type": "string"}},
}
ID: Final = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The record's id.",
    "schema": {"type": "string", "format": "uuid"},
}
IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "`ETag` of an answer that the client has: 304 if it is still the same.",
    "schema": {"type": "string"},
}


ABOUT: Final = """\
Metadata of the ingested videos.

The address is the stack's output `ApiUrl`. Every request carries the key in `x-api-key`. The key is
changed every 30 days, and whenever an operator does; the one before passes until the next change:
who is refused with 401 or 403 asks the operator for the new one.

Beyond 500 requests a second, in bursts 1000, of all clients together, answers are 429: try again
later. Beyond 60000 requests from one address within five minutes they are 403.
"""


def document() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Video catalogue",
            "version": VERSION,
            "description": ABOUT,
        },
        "security": [{"apiKey": []}],
        "paths": _paths(),
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/videos": {
            "get": _reading(
                "listVideos",
                "Records, the newest first",
                "VideoPage",
                parameters=PAGE,
                description="Pages by `next_cursor` neither skip nor repeat a record that was "
                "there when the first was read.",
            )
        },
        "/videos/popular": {
            "get": _reading(
                "listPopularVideos",
                "Records that are asked for most lately",
                "PopularVideos",
                parameters=POPULAR,
            )
        },
        "/videos/{id}": {
            "get": _reading("getVideo", "A record", "Video", by_id=True),
        },
        "/videos/{id}/reprocess": {
            "post": {
                "operationId": "reprocessVideo",
                "summary": "Have the video probed again",
                "description": "Asking twice does no harm. The record changes when it is done.",
                "parameters": [ID],
                "responses": {
                    "202": _response("It will be probed again.", "Queued"),
                    **_problems(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND),
                },
            }
        },
        "/health": {
            "get": {
                "operationId": "getHealth",
                "summary": "Whether the API is alive",
                "parameters": [],
                "responses": {"200": _response("It is.", "Health"), **_problems()},
            }
        },
    }


def _reading(
    operation: str,
    summary: str,
    schema: str,
    *,
    parameters: Sequence[Parameter] = (),
    by_id: bool = False,
    description: str | None = None,
) -> dict[str, Any]:
    wrong = [HTTPStatus.BAD_REQUEST, *([HTTPStatus.NOT_FOUND] if by_id else [])]
    return {
        "operationId": operation,
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": [
            *([ID] if by_id else []),
            *(_query(each) for each in parameters),
            IF_NONE_MATCH,
        ],
        "responses": {
            "200": _response(summary + ".", schema, FRESHNESS),
            "304": {
                "description": "The client has it.",
                "headers": {**REQUEST_ID, **FRESHNESS},
            },
            **_problems(*wrong),
        },
    }


def _query(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _response(
    description: str, schema: str, headers: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {**REQUEST_ID, **(headers or {})},
        "content": {"application/json": {"schema": {"$ref": f"{REFERENCES}{schema}"}}},
    }


def _problems(*statuses: HTTPStatus) -> dict[str, Any]:
    own = {each: _problem(each) | {"headers": REQUEST_ID} for each in (*statuses, *EVERYWHERE)}
    by_status = {each: _problem(each) for each in BY_GATEWAY} | own
    return {str(status.value): by_status[status] for status in sorted(by_status)}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    return {
        "description": status.phrase,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCES}Problem"}}},
    }


def main() -> None:
    """Print the document."""
    sys.stdout.write(json.dumps(document(), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
