from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.rendered import Rendered

MESSAGE = "$context.error.messageString"
REQUEST_ID = {"type": "about:blank", "request_id": "$context.requestId"}


def responses(stack: Rendered) -> dict[str, dict[str, Any]]:
    return {
        each["ResponseType"]: each
        for each in stack.resources("AWS::ApiGateway::GatewayResponse").values()
    }


def problem(response: dict[str, Any]) -> dict[str, object]:
    """What a client reads; API Gateway puts the message in with its quotes."""
    (template,) = response["ResponseTemplates"].values()
    told: dict[str, object] = json.loads(template.replace(MESSAGE, json.dumps(MESSAGE)))
    return told


@pytest.mark.parametrize(
    ("response_type", "status", "title"),
    [
        ("UNAUTHORIZED", 401, "Unauthorized"),
        ("ACCESS_DENIED", 403, "Forbidden"),
        ("WAF_FILTERED", 403, "Forbidden"),
        ("THROTTLED", 429, "Too Many Requests"),
        ("BAD_REQUEST_PARAMETERS", 400, "Bad Request"),
        ("BAD_REQUEST_BODY", 400, "Bad Request"),
        ("INTEGRATION_FAILURE", 502, "Bad Gateway"),
        ("INTEGRATION_TIMEOUT", 504, "Gateway Timeout"),
        ("AUTHORIZER_FAILURE", 500, "Internal Server Error"),
    ],
)
def test_own_answers_are_problem_documents(
    stack: Rendered, response_type: str, status: int, title: str
) -> None:
    response = responses(stack)[response_type]
    assert response["StatusCode"] == str(status)
    assert problem(response) == {**REQUEST_ID, "title": title, "status": status, "detail": MESSAGE}


def test_unknown_path_is_not_found(stack: Rendered) -> None:
    response = responses(stack)["MISSING_AUTHENTICATION_TOKEN"]
    assert response["StatusCode"] == "404"
    assert problem(response) == {
        **REQUEST_ID,
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such resource or method.",
    }


@pytest.mark.parametrize("response_type", ["DEFAULT_4XX", "DEFAULT_5XX"])
def test_whatever_else_keeps_its_status(stack: Rendered, response_type: str) -> None:
    response = responses(stack)[response_type]
    assert "StatusCode" not in response
    assert problem(response) == {
        **REQUEST_ID,
        "title": "The gateway did not pass the request",
        "detail": MESSAGE,
    }


def test_every_answer_says_that_it_is_a_problem_of_the_moment(stack: Rendered) -> None:
    for response in responses(stack).values():
        headers = response["ResponseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"


def test_a_browser_is_told_to_ask_for_the_key(stack: Rendered) -> None:
    headers = {
        name: each.get("ResponseParameters", {}).get("gatewayresponse.header.WWW-Authenticate")
        for name, each in responses(stack).items()
    }
    assert {name: value for name, value in headers.items() if value} == {
        "UNAUTHORIZED": '\'Basic realm="Video catalogue", charset="UTF-8"\''
    }
