"""What the API answers while something that it needs is away, or slow."""

from __future__ import annotations

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from tests.services.api.records import ID, keys, record
from tests.services.api.system import Api, System
from video_catalog.api.handlers import QUEUE_SECONDS


def test_answers_without_redis(system: System) -> None:
    record(system)
    system.valkey.stop()
    try:
        answers = [system.api.get(f"/videos/{ID}") for _ in range(5)]
        assert system.api.get("/ready").status == 200
    finally:
        system.valkey.start()
    assert [answer.status for answer in answers] == [200] * 5


def test_says_that_the_database_is_away_and_goes_on(system: System) -> None:
    record(system)
    server = system.database.server
    server.stop()
    try:
        answer = system.api.get("/videos")
        ready = system.api.get("/ready")
        alive = system.api.get("/health")
    finally:
        server.start()
    # All tasks have the same database: to replace them would not help.
    assert (answer.status, ready.status, alive.status) == (503, 200, 200)
    assert answer.headers["retry-after"] == "1"
    assert answer.document == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "A service that the request needs is away. Try again later.",
        "request_id": answer.headers["x-request-id"],
    }
    assert keys(system.api.get("/videos")) == ["a.mp4"]


def test_is_ready_once_the_database_has_answered(system: System) -> None:
    server = system.database.server
    api = Api(system.api.environment, begun="/health")
    server.stop()
    try:
        api.open()
        before = api.get("/ready").status
    finally:
        server.start()
    with contextlib.closing(api):
        assert (before, api.get("/ready").status) == (503, 200)


def test_answers_health_checks_beside_many_connections(system: System) -> None:
    """As many as wait, where what all requests need is slow."""
    with contextlib.ExitStack() as stack:
        for _ in range(1100):
            stack.enter_context(socket.create_connection(("127.0.0.1", system.api.port)))
        assert system.api.get("/health").status == 200


def test_says_that_the_queue_is_away_while_clients_still_wait(system: System) -> None:
    """Also with more requests than threads that wait for SQS."""
    record(system)
    with system.aws.frozen(), ThreadPoolExecutor(20) as threads:
        began = time.monotonic()
        answers = list(
            threads.map(lambda _: system.api.ask("POST", f"/videos/{ID}/reprocess"), range(20))
        )
        took = time.monotonic() - began
    assert {answer.status for answer in answers} == {503}
    assert answers[0].headers["content-type"] == "application/problem+json"
    # API Gateway gives up after 29 s.
    assert took < QUEUE_SECONDS + 5


def test_connects_to_the_database_again_while_the_queue_is_silent(system: System) -> None:
    record(system)
    with system.aws.frozen(), ThreadPoolExecutor(20) as threads:
        asked = [
            threads.submit(system.api.ask, "POST", f"/videos/{ID}/reprocess") for _ in range(20)
        ]
        answers = []
        while not all(each.done() for each in asked):
            system.database.cut_connections()
            answers.append(system.api.get("/videos").status)
    assert set(answers) == {200}
