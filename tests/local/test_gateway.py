from __future__ import annotations

import json
from email.message import Message
from http import HTTPStatus

import pytest

from local.catalogue import Answer, CatalogueError
from local.gateway import CHALLENGE, PROBLEM, Case, judge

REFUSED = Case(what="refused", path="/videos", status=HTTPStatus.UNAUTHORIZED)
MISSING = Case(what="missing", path="/a", status=HTTPStatus.NOT_FOUND, by_service=True)
FOUND = Case(what="answered", path="/videos", status=HTTPStatus.OK)


def problem(of: HTTPStatus, **changed: object) -> str:
    members = {
        "type": "about:blank",
        "title": of.phrase,
        "status": of.value,
        "detail": "Why.",
        "request_id": "1",
    }
    return json.dumps({**members, **changed})


def answer(status: int, body: str, **headers: str) -> Answer:
    message = Message()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return Answer(status, message, body)


@pytest.mark.parametrize(
    ("case", "given"),
    [
        (FOUND, answer(200, "{}")),
        (MISSING, answer(404, problem(HTTPStatus.NOT_FOUND))),
        (
            REFUSED,
            answer(
                401,
                problem(HTTPStatus.UNAUTHORIZED),
                content_type=PROBLEM,
                www_authenticate=CHALLENGE,
            ),
        ),
    ],
)
def test_takes_what_was_to_be_answered(case: Case, given: Answer) -> None:
    judge(case, given)


@pytest.mark.parametrize(
    ("case", "given", "differs"),
    [
        (FOUND, answer(202, "{}"), r"status 202; expected 200"),
        (FOUND, answer(200, "{}", www_authenticate=CHALLENGE), "WWW-Authenticate"),
        (MISSING, answer(404, '{"message": "Not found"}'), "type None; expected 'about:blank'"),
        (MISSING, answer(404, "<html>"), "type None"),
        (MISSING, answer(404, '"Not found"'), "type None"),
        (MISSING, answer(404, problem(HTTPStatus.NOT_FOUND, title="No")), "title 'No'"),
        (MISSING, answer(404, problem(HTTPStatus.NOT_FOUND, status=500)), "status in the body 500"),
        (MISSING, answer(404, problem(HTTPStatus.NOT_FOUND, detail="")), "detail False"),
        (MISSING, answer(404, problem(HTTPStatus.NOT_FOUND, request_id="")), "request_id False"),
        (REFUSED, answer(401, problem(HTTPStatus.UNAUTHORIZED)), "Content-Type None"),
        (
            REFUSED,
            answer(401, problem(HTTPStatus.UNAUTHORIZED), content_type=PROBLEM),
            "WWW-Authenticate None",
        ),
    ],
)
def test_says_what_differs(case: Case, given: Answer, differs: str) -> None:
    with pytest.raises(CatalogueError, match=differs):
        judge(case, given)
