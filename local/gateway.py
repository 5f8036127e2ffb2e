"""What clients of AWS are told by the deployed API Gateway, and what they are refused."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from local.catalogue import Answer, Catalogue, CatalogueError
from local.folder import State
from local.progress import Progress

KEY_HEADER: Final = "x-api-key"
CHALLENGE: Final = 'Basic realm="Video catalogue", charset="UTF-8"'
"""Has a browser ask for the key."""

PROBLEM: Final = "application/problem+json"
DEMANDED: Final = "demanded"
REPROBED_SECONDS: Final = 30
POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Case:
    """A request, and what is to be answered.

    Attributes:
        what: for people, after `Ask through API Gateway`.
        path: under the stage.
        status: of the answer; from 400 on, the answer is a problem document.
        method: of HTTP.
        headers: of the request.
        by_service: whether the service answers, and not the gateway itself.
    """

    what: str
    path: str
    status: HTTPStatus
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    by_service: bool = False


def ask_gateway(state: State, video: Mapping[str, Any]) -> None:
    """Ask for a record with the key, and without; for its page, as a browser does.

    Args:
        state: the system.
        video: the record.

    Raises:
        CatalogueError: an answer is another than it should be.
    """
    key, path, page = _key(state), f"/videos/{video['id']}", f"/catalogue/{video['id']}"
    right, wrong = basic(key), basic("x")
    ok, unauthorized = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED
    for case in (
        Case(what="with the key: answered", path=path, headers={KEY_HEADER: key}, status=ok),
        Case(what="without a key: refused", path=path, status=unauthorized),
        Case(
            what="with another key: refused",
            path=path,
            headers={KEY_HEADER: key[::-1]},
            status=HTTPStatus.FORBIDDEN,
        ),
        Case(what="for the page, password right: answered", path=page, headers=right, status=ok),
        Case(
            what="for the page, password wrong: refused",
            path=page,
            headers=wrong,
            status=unauthorized,
        ),
    ):
        _ask(state, case)


def ask_for_what_is_not_there(state: State) -> None:
    """Ask for what neither the gateway nor the service has, and for what the service forbids.

    Args:
        state: the system.

    Raises:
        CatalogueError: an answer is another than it should be.
    """
    headers = {KEY_HEADER: _key(state)}
    for case in (
        Case(
            what="for no resource: not found",
            path="/nothing",
            headers=headers,
            status=HTTPStatus.NOT_FOUND,
        ),
        Case(
            what="for no record: not found",
            path=f"/videos/{uuid.uuid4()}",
            headers=headers,
            status=HTTPStatus.NOT_FOUND,
            by_service=True,
        ),
        Case(
            what="for 0 records: refused",
            path="/videos?limit=0",
            headers=headers,
            status=HTTPStatus.BAD_REQUEST,
            by_service=True,
        ),
    ):
        _ask(state, case)


def ask_without_what_is_demanded(state: State, rest_api: str) -> None:
    """Leave out what a method demands: its request validator refuses.

    The stack's methods demand what a path can't leave out, and no more: for this request one
    demands a parameter.

    Args:
        state: the system.
        rest_api: id of the REST API.

    Raises:
        CatalogueError: the answer is another than it should be.
    """
    with _demanding(state.client("apigateway"), rest_api, "/videos"):
        _ask(
            state,
            Case(
                what="without a demanded parameter: refused",
                path="/videos",
                headers={KEY_HEADER: _key(state)},
                status=HTTPStatus.BAD_REQUEST,
            ),
        )


def reprocess(state: State, video: Mapping[str, Any]) -> None:
    """Have a video probed again, and wait until its record is written anew.

    Args:
        state: the system.
        video: its record.

    Raises:
        CatalogueError: it is refused, or nothing follows.
    """
    path = f"/videos/{video['id']}"
    queued = _ask(
        state,
        Case(
            what="to probe again: accepted",
            path=f"{path}/reprocess",
            method="POST",
            headers={KEY_HEADER: _key(state)},
            status=HTTPStatus.ACCEPTED,
        ),
    )
    expected = {"id": video["id"], "status": "queued"}
    if json.loads(queued.body) != expected:
        raise CatalogueError(f"POST {path}/reprocess: {queued.body}; expected {expected}.")
    deadline = time.monotonic() + REPROBED_SECONDS
    with Progress().step("Wait for the record that is written anew"):
        while Catalogue(state.api).get(path)["updated_at"] == video["updated_at"]:
            if time.monotonic() > deadline:
                raise CatalogueError(
                    f"{video['key']}: written {video['updated_at']}; expected anew within "
                    f"{REPROBED_SECONDS} s after it was queued. Look at the worker's log."
                )
            time.sleep(POLL_SECONDS)


def judge(case: Case, answer: Answer) -> None:
    """See whether the answer is what it should be.

    Raises:
        CatalogueError: it is not; the message says what differs.
    """
    found: dict[str, object] = {"status": answer.status}
    expected: dict[str, object] = {"status": case.status.value}
    if case.status >= HTTPStatus.BAD_REQUEST:
        found |= _problem(answer.body)
        expected |= {
            "type": "about:blank",
            "title": case.status.phrase,
            "status in the body": case.status.value,
            "detail": True,
            "request_id": True,
        }
        if not case.by_service:
            # The emulator forgets an error's headers unless it is its own.
            found["Content-Type"] = answer.headers["Content-Type"]
            expected["Content-Type"] = PROBLEM
    found["WWW-Authenticate"] = answer.headers["WWW-Authenticate"]
    expected["WWW-Authenticate"] = CHALLENGE if case.status == HTTPStatus.UNAUTHORIZED else None
    for name, value in expected.items():
        if found.get(name) != value:
            raise CatalogueError(
                f"{case.method} {case.path}, {case.what}: {name} {found.get(name)!r}; "
                f"expected {value!r}.\n{answer.body}"
            )


def basic(password: str) -> dict[str, str]:
    """The header with which a browser sends a password."""
    return {"Authorization": f"Basic {base64.b64encode(f':{password}'.encode()).decode()}"}


def _ask(state: State, case: Case) -> Answer:
    with Progress().step(f"Ask through API Gateway {case.what}"):
        answer = Catalogue(state.gateway, case.headers).request(case.method, case.path)
        judge(case, answer)
    return answer


def _problem(body: str) -> dict[str, object]:
    """The members of a problem document (RFC 9457); empty where it is none."""
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(document, dict):
        return {}
    return {
        "type": document.get("type"),
        "title": document.get("title"),
        "status in the body": document.get("status"),
        **{name: bool(document.get(name)) for name in ("detail", "request_id")},
    }


def _key(state: State) -> str:
    secrets = state.client("secretsmanager")
    return str(secrets.get_secret_value(SecretId=state.api_key_secret)["SecretString"])


@contextmanager
def _demanding(client: Any, rest_api: str, path: str) -> Iterator[None]:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """Have GET on a path demand a parameter, while it is used as a context."""
    pages = client.get_paginator("get_resources").paginate(restApiId=rest_api)
    found = pages.build_full_result()["items"]
    resource = next(each["id"] for each in found if each["path"] == path)
    parameter = f"/requestParameters/method.request.querystring.{DEMANDED}"

    def patch(**operation: str) -> None:
        client.update_method(
            restApiId=rest_api,
            resourceId=resource,
            httpMethod="GET",
            patchOperations=[{"path": parameter, **operation}],
        )

    patch(op="add", value="true")
    try:
        yield
    finally:
        patch(op="remove")
