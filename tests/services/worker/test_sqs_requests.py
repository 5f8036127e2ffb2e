from __future__ import annotations

import json

import boto3
import pytest

from local.servers import REGION
from tests.services.emulator import Emulator, sqs_requests
from tests.services.scripted import answering, authorization, signed_headers
from video_catalog.errors import UnavailableError
from video_catalog.signed_requests import SHORT, RefusedError
from video_catalog.worker.queue import Queue
from video_catalog.worker.sqs_requests import SqsRequests


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_catalog.signed_requests.sleep", lambda _seconds: None)


def test_speaks_the_json_protocol_and_signs() -> None:
    with answering(200, content=b'{"MessageId": "1"}') as (server, endpoint):
        session = boto3.Session("name", "secret", "token", region_name=REGION)
        requests = SqsRequests(session, endpoint_url=endpoint)
        answer = requests.call("SendMessage", QueueUrl="q", MessageBody="\u6620\u50cf")
    assert answer == {"MessageId": "1"}
    (asked,) = server.asked
    assert (asked["method"], asked["path"]) == ("POST", "/")
    assert asked["content-type"] == "application/x-amz-json-1.0"
    assert asked["x-amz-target"] == "AmazonSQS.SendMessage"
    assert json.loads(asked["body"]) == {"QueueUrl": "q", "MessageBody": "\u6620\u50cf"}
    assert asked["x-amz-security-token"] == "token"
    assert asked["authorization"] == authorization(asked, "sqs", "name", "secret")
    assert {"content-type", "host", "x-amz-date", "x-amz-target"} <= signed_headers(asked)


def test_an_answer_without_content_says_nothing() -> None:
    with answering(200, content=b"") as (_server, endpoint):
        assert sqs_requests(endpoint).call("DeleteMessage") == {}


@pytest.mark.parametrize(
    ("statuses", "content"),
    [
        pytest.param((503, 0), b"", id="it fails, then breaks off"),
        pytest.param((500, 502), b"<html>", id="somebody between answers"),
        pytest.param(
            (400, 403),
            b'{"__type": "com.amazonaws.sqs#RequestThrottled"}',
            id="it throttles",
        ),
    ],
)
def test_asks_again_what_may_be_answered_later(statuses: tuple[int, ...], content: bytes) -> None:
    with answering(*statuses, content=content) as (server, endpoint):
        with pytest.raises((UnavailableError, RefusedError)):
            sqs_requests(endpoint, attempts=2).call("DeleteMessage")
        assert server.statuses == []


def test_does_not_ask_again_what_is_refused() -> None:
    content = b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "No such queue."}'
    with answering(400, 200, content=content) as (server, endpoint):
        with pytest.raises(RefusedError, match=r"^QueueDoesNotExist: No such queue\.$") as caught:
            sqs_requests(endpoint, attempts=3).call("DeleteMessage")
        assert (caught.value.code, caught.value.status) == ("QueueDoesNotExist", 400)
        assert server.statuses == [200]


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"\xff"])
def test_an_answer_that_is_no_json_object_is_none(content: bytes) -> None:
    with (
        answering(200, content=content) as (_server, endpoint),
        pytest.raises(UnavailableError, match="expected an answer to its JSON protocol"),
    ):
        sqs_requests(endpoint).call("DeleteMessage")


def test_says_that_there_are_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(content=b"") as (_server, endpoint):
        session = boto3.Session(region_name=REGION)
        monkeypatch.setattr(session, "get_credentials", lambda: None)
        requests = SqsRequests(session, tries=SHORT, endpoint_url=endpoint)
        with pytest.raises(UnavailableError, match=r"^SQS: Unable to locate credentials$"):
            requests.call("DeleteMessage")


def test_a_queue_that_is_not_there_is_unavailable(aws: Emulator) -> None:
    queue = Queue(aws.sqs_requests(), f"{aws.endpoint}/123456789012/absent")
    with pytest.raises(UnavailableError, match=r"^SQS: .*NonExistentQueue|QueueDoesNotExist"):
        queue.receive(wait_seconds=0, visibility_seconds=1)
