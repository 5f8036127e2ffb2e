"""What API Gateway answers by itself, as problem documents like those of the metadata API."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from aws_cdk import aws_apigateway as apigateway

PROBLEMS: Final = {
    "ACCESS_DENIED": HTTPStatus.FORBIDDEN,
    "AUTHORIZER_CONFIGURATION_ERROR": HTTPStatus.INTERNAL_SERVER_ERROR,
    "AUTHORIZER_FAILURE": HTTPStatus.INTERNAL_SERVER_ERROR,
    "BAD_REQUEST_BODY": HTTPStatus.BAD_REQUEST,
    "BAD_REQUEST_PARAMETERS": HTTPStatus.BAD_REQUEST,
    "INTEGRATION_FAILURE": HTTPStatus.BAD_GATEWAY,
    "INTEGRATION_TIMEOUT": HTTPStatus.GATEWAY_TIMEOUT,
    "MISSING_AUTHENTICATION_TOKEN": HTTPStatus.NOT_FOUND,
    "REQUEST_TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "RESOURCE_NOT_FOUND": HTTPStatus.NOT_FOUND,
    "THROTTLED": HTTPStatus.TOO_MANY_REQUESTS,
    "UNAUTHORIZED": HTTPStatus.UNAUTHORIZED,
    "UNSUPPORTED_MEDIA_TYPE": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "WAF_FILTERED": HTTPStatus.FORBIDDEN,
    # Whatever has no response of its own keeps its status.
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
}
"""Status of each response type of API Gateway."""

OWN_DETAILS: Final = {
    # So API Gateway calls a path or a method that is not there.
    "MISSING_AUTHENTICATION_TOKEN": "There is no such resource or method.",
}


OWN_HEADERS: Final = {
    # Has a browser ask for the key; programs read past it.
    "UNAUTHORIZED": {"WWW-Authenticate": '\'Basic realm="Video catalogue", charset="UTF-8"\''},
}

MESSAGE: Final = "$context.error.messageString"


def add_problem_responses(api: apigateway.RestApi) -> None:
    """Answer every error as `application/problem+json` (RFC 9457)."""
    for response_type, status in PROBLEMS.items():
        api.add_gateway_response(
            f"Response-{response_type}",
            type=apigateway.ResponseType.of(response_type),
            status_code=str(status.value) if status else None,
            response_headers={
                "Content-Type": "'application/problem+json'",
                "Cache-Control": "'no-store'",
                **OWN_HEADERS.get(response_type, {}),
            },
            templates={"application/json": _problem(response_type, status)},
        )


def _problem(response_type: str, status: HTTPStatus | None) -> str:
    problem: dict[str, object] = {"type": "about:blank"}
    if status:
        problem |= {"title": status.phrase, "status": status.value}
    else:
        problem["title"] = "The gateway did not pass the request"
    problem["detail"] = OWN_DETAILS.get(response_type, MESSAGE)
    problem["request_id"] = "$context.requestId"
    # The message comes with its quotes.
    return json.dumps(problem).replace(f'"{MESSAGE}"', MESSAGE)
