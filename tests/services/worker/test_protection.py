from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.servers import free_port
from video_catalog.worker.protection import TaskProtection

CUT_OFF = b'{"protection": {}'
PATH = "/api/task/task-protection/v1/state"


class Agent(ThreadingHTTPServer):
    """The task's agent, by the protocol that ECS documents; it keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), AgentHandler)
        self.asked: list[object] = []
        self.refuses = False
        self.says: bytes | None = None
        self.uri = f"http://127.0.0.1:{self.server_port}/api/task"


class AgentHandler(BaseHTTPRequestHandler):
    server: Agent

    def do_PUT(self) -> None:
        assert self.path == PATH
        assert self.headers["Content-Type"] == "application/json"
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(content)
        if self.server.refuses:
            answer: object = {"failure": {"Arn": "arn", "Reason": "TASK_NOT_VALID"}}
        else:
            answer = {"protection": {"ProtectionEnabled": content["ProtectionEnabled"]}}
        self.send_response(200)
        text = json.dumps(answer).encode() if self.server.says is None else self.server.says
        # Of the text that is cut off, more is promised.
        self.send_header("Content-Length", str(len(text) + (text == CUT_OFF)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def agent() -> Iterator[Agent]:
    with Agent() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


TAKE = {"ProtectionEnabled": True, "ExpiresInMinutes": 60}
GIVE_BACK = {"ProtectionEnabled": False}


def test_takes_protection_once_while_it_is_busy(agent: Agent, clock: Clock) -> None:
    protection = TaskProtection(agent.uri, clock)
    protection.update(busy=False)
    for _ in range(10):
        protection.update(busy=True)
        clock.now += 20
    assert agent.asked == [TAKE]


def test_gives_it_back_once_it_is_idle(agent: Agent, clock: Clock) -> None:
    protection = TaskProtection(agent.uri, clock)
    for busy in (True, False, False, True):
        clock.now += 20
        protection.update(busy=busy)
    assert agent.asked == [TAKE, GIVE_BACK, TAKE]


def test_renews_it_before_it_expires(agent: Agent, clock: Clock) -> None:
    protection = TaskProtection(agent.uri, clock)
    for _ in range(61):
        protection.update(busy=True)
        clock.now += 60
    assert agent.asked == [TAKE] * 3


def test_asks_again_after_a_refusal_but_not_at_once(agent: Agent, clock: Clock) -> None:
    agent.refuses = True
    protection = TaskProtection(agent.uri, clock)
    protection.update(busy=True)
    clock.now += 10
    protection.update(busy=True)
    assert agent.asked == [TAKE]
    agent.refuses = False
    clock.now += 20
    protection.update(busy=True)
    protection.give_back()
    assert agent.asked == [TAKE, TAKE, GIVE_BACK]


def test_gives_nothing_back_that_it_has_not(agent: Agent, clock: Clock) -> None:
    TaskProtection(agent.uri, clock).give_back()
    assert agent.asked == []


def test_works_on_without_an_agent(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    TaskProtection(f"http://127.0.0.1:{free_port()}", clock).update(busy=True)
    assert "The task's protection can't be changed" in caplog.text


@pytest.mark.parametrize("says", [CUT_OFF, b"null", b"7", b"<html>", b"\xff"], ids=str)
def test_works_on_whatever_the_agent_says(
    agent: Agent, clock: Clock, caplog: pytest.LogCaptureFixture, says: bytes
) -> None:
    agent.says = says
    protection = TaskProtection(agent.uri, clock)
    protection.update(busy=True)
    assert "The task's protection can't be changed" in caplog.text
    agent.says = None
    clock.now += 30
    protection.update(busy=True)
    assert agent.asked == [TAKE, TAKE]
