from __future__ import annotations

import json
import socket
from contextlib import closing
from typing import Any

import jsonschema
import pytest

from tests.services.api.records import ID
from tests.services.api.system import Answer, Api, System
from tests.services.videos import CREATED, METADATA
from video_catalog.api import problems
from video_catalog.api.application import LONGEST_URL

NO_ID = "00000000-0000-5000-8000-000000000000"


def assert_is_problem(answer: Answer, status: int) -> None:
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    jsonschema.Draft202012Validator(problems.SCHEMA).validate(answer.document)
    assert answer.document["status"] == status
    assert answer.document["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/", 404, id="root"),
        pytest.param("GET", "/openapi.json", 404, id="no resource"),
        pytest.param("GET", "/videos/", 404, id="slash"),
        pytest.param("GET", f"/videos/{ID}/reprocess/more", 404, id="deeper"),
        pytest.param("GET", "/%F0%9F%8E%AC/%FF%00", 404, id="no UTF-8"),
        pytest.param("GET", f"/videos/{NO_ID}", 404, id="no video"),
        pytest.param("GET", "/videos/{id}", 400, id="no UUID"),
        pytest.param("GET", f"/videos/{ID.replace('-', '')}", 400, id="UUID without hyphens"),
        pytest.param("GET", f"/videos/{ID}?x=1", 400, id="unknown parameter"),
        pytest.param("GET", "/health?x=1", 400, id="unknown parameter of health"),
        pytest.param("GET", "/videos?cursor=%00", 400, id="cursor"),
        pytest.param("GET", "/videos?limit=%FF", 400, id="parameter that is no UTF-8"),
        pytest.param("GET", "/videos?key_prefix=%FF", 400, id="key that is no UTF-8"),
        pytest.param("GET", "/videos?limit", 400, id="parameter without value"),
        pytest.param("PUT", f"/videos/{ID}", 405, id="PUT"),
        pytest.param("GET", f"/videos/{ID}/reprocess", 405, id="GET of a job"),
        pytest.param("OPTIONS", "/videos", 405, id="OPTIONS"),
        pytest.param("PATCH", "/health", 405, id="PATCH"),
        pytest.param("BREW", "/videos", 405, id="unknown method"),
        pytest.param("GET", f"/videos?codec={'x' * LONGEST_URL}", 414, id="long query"),
        pytest.param("GET", f"/{'x' * LONGEST_URL}", 414, id="long path"),
    ],
)
def test_every_error_is_a_problem_document(
    system: System, method: str, path: str, status: int
) -> None:
    assert_is_problem(system.api.ask(method, path), status)


def test_a_defect_is_one_too_and_its_log_line_has_the_same_id(running: System) -> None:
    running.empty()
    with Api(running.api.environment) as other:
        with running.database.administrator() as connection:
            connection.execute("ALTER TABLE popularity RENAME TO gone")
            try:
                answer = other.get("/videos/popular", X_Request_Id="the-defect")
            finally:
                connection.execute("ALTER TABLE gone RENAME TO popularity")
        assert other.get("/videos/popular").status == 200
    assert_is_problem(answer, 500)
    assert answer.document["detail"] == "The request met a defect. It was logged with its id."
    (line,) = (each for each in lines(other) if each.get("level") == "ERROR")
    assert line["request_id"] == answer.headers["x-request-id"] == "the-defect"
    assert line["error"]["type"] == "UndefinedTable"


def lines(api: Api) -> list[dict[str, Any]]:
    return [json.loads(line) for line in api.logs.splitlines()]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param(f"/videos/{ID}", 200, id="record"),
        pytest.param("/videos", 200, id="list"),
        pytest.param("/videos/popular", 200, id="popular"),
        pytest.param("/health", 200, id="health"),
        pytest.param("/ready", 200, id="ready"),
        pytest.param("/none", 404, id="no resource"),
        pytest.param("/videos?limit=0", 400, id="parameter"),
    ],
)
@pytest.mark.parametrize("known", ["*", '"other"'])
def test_every_answer_has_the_id_of_its_request(
    system: System, path: str, status: int, known: str
) -> None:
    system.catalog.record(CREATED, METADATA)
    answer = system.api.get(path, X_Request_Id="abc", If_None_Match=known)
    assert answer.headers["x-request-id"] == "abc"
    assert answer.status in {status, 304}


def test_answers_head_as_get_without_the_body(system: System) -> None:
    system.catalog.record(CREATED, METADATA)
    get, head = (system.api.ask(method, f"/videos/{ID}") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == str(len(get.body))


def test_needs_no_body_and_reads_none(system: System) -> None:
    """Another request on the same connection is answered after it."""
    body = b"x" * 1_000_000
    with closing(socket.create_connection(("127.0.0.1", system.api.port), timeout=30)) as client:
        head = f"POST /videos/{NO_ID}/reprocess HTTP/1.1\r\nHost: api\r\n"
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert client.recv(4096).startswith(b"HTTP/1.1 404 ")


def test_goes_on_after_what_is_no_request(system: System) -> None:
    for nonsense in (
        b"\x16\x03\x01\x00\xa5",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"x" * 10**6,
    ):
        with closing(
            socket.create_connection(("127.0.0.1", system.api.port), timeout=30)
        ) as client:
            client.sendall(nonsense)
    assert system.api.get("/health").status == 200
