from __future__ import annotations

from functools import partial

import boto3
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from local.servers import REGION
from tests.services import scripted
from tests.services.probe.conftest import BUCKET, Bucket, requests_to
from tests.services.scripted import authorization, signed_headers
from video_catalog.errors import UnavailableError
from video_catalog.probe.s3_requests import S3Requests
from video_catalog.signed_requests import SHORT, RefusedError

answering = partial(scripted.answering, content=b"x" * 1_000_000)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_catalog.signed_requests.sleep", lambda _seconds: None)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    # S3 refuses keys that lead upwards.
    key=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1)
    .filter(lambda key: not {"", ".", ".."} & set(key.split("/")))
    .filter(lambda key: len(key.encode()) < 200)
)
def test_finds_whatever_a_key_is_called(bucket: Bucket, key: str) -> None:
    event = bucket.upload(key.encode(), key=key)
    requests = bucket.requests
    url = requests.url(BUCKET, key, event.version_id)
    assert requests.get(url, {"Range": "bytes=0-999"}, 1000).content == key.encode()
    assert requests.head(url, {}).headers["ETag"].strip('"') == event.etag


def test_signs_as_s3_demands_and_holds_secrets_in_no_url() -> None:
    with answering(200) as (server, endpoint):
        session = boto3.Session("name", "secret", "token", region_name=REGION)
        requests = S3Requests(session, endpoint_url=endpoint)
        url = requests.url(BUCKET, "a b+c.mp4", "v&1")
        assert url == f"{endpoint}/{BUCKET}/a%20b%2Bc.mp4?versionId=v%261"
        requests.get(url, {"Range": "bytes=0-9", "If-Match": '"e"'}, 10)
    (asked,) = server.asked
    assert asked["x-amz-security-token"] == "token"
    assert asked["authorization"] == authorization(asked, "s3", "name", "secret")
    assert {"range", "if-match", "x-amz-security-token"} <= signed_headers(asked)


def test_asks_again_where_s3_fails_on_the_same_connection() -> None:
    with answering(503, 200, 200) as (server, endpoint):
        requests = requests_to(endpoint, attempts=2)
        for _ in range(2):
            assert len(requests.get(endpoint, {}, 1_000_000).content) == 1_000_000
    assert server.statuses == []
    # The document of an error is not read to its end.
    assert len(server.connections) == 2


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_gives_up_on_s3_that_keeps_failing(attempts: int) -> None:
    with answering(0, 503, 500) as (server, endpoint):
        with pytest.raises((UnavailableError, RefusedError)):
            requests_to(endpoint, attempts=attempts).get(endpoint, {}, 1)
        assert len(server.asked) == attempts


THROTTLED = b"<Error><Code>ThrottlingException</Code><Message>KMS</Message></Error>"


@pytest.mark.parametrize(
    ("method", "status", "content"),
    [
        pytest.param("GET", 400, THROTTLED, id="throttled by KMS"),
        pytest.param("HEAD", 400, THROTTLED, id="which a HEAD does not say"),
        pytest.param("GET", 429, b"", id="too many requests"),
        pytest.param("HEAD", 429, b"", id="too many of a HEAD"),
    ],
)
def test_asks_again_where_it_is_throttled(method: str, status: int, content: bytes) -> None:
    with scripted.answering(status, 200, content=content) as (server, endpoint):
        requests = requests_to(endpoint, attempts=2)
        if method == "GET":
            requests.get(endpoint, {}, 1)
        else:
            requests.head(endpoint, {})
    assert [asked["method"] for asked in server.asked] == [method] * 2


@pytest.mark.parametrize("status", [301, 400, 403, 404])
def test_does_not_ask_again_what_s3_refuses(status: int) -> None:
    with answering(status, 200) as (server, endpoint):
        with pytest.raises(RefusedError) as caught:
            requests_to(endpoint, attempts=3).get(endpoint, {}, 1)
        assert (caught.value.code, caught.value.status) == (str(status), status)
        assert server.statuses == [200]


def test_reads_no_more_than_asked_for_of_whoever_ignores_ranges() -> None:
    with answering(200) as (_server, endpoint):
        requests = requests_to(endpoint)
        assert requests.get(endpoint, {"Range": "bytes=0-9"}, 10).content == b"x" * 10


def test_says_that_there_are_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering() as (_server, endpoint):
        session = boto3.Session(region_name=REGION)
        monkeypatch.setattr(session, "get_credentials", lambda: None)
        requests = S3Requests(session, tries=SHORT, endpoint_url=endpoint)
        with pytest.raises(UnavailableError, match=r"^S3: Unable to locate credentials$"):
            requests.get(endpoint, {}, 1)
