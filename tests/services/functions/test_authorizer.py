from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from local.servers import Emulator
from tests.services.functions.bundle import load

METHOD_ARN = "arn:aws:execute-api:ap-northeast-1:123456789012:abc123/stage-dev/GET/videos/7"
PAGE_ARN = METHOD_ARN.replace("/videos/7", "/catalogue/7")
WHOLE_STAGE = "arn:aws:execute-api:ap-northeast-1:123456789012:abc123/stage-dev/*/*"


class ApiKey:
    """The secret, and how often it is read."""

    def __init__(self, aws: Emulator) -> None:
        self.client = aws.client("secretsmanager")
        self.arn = str(self.client.create_secret(Name="api-key", SecretString="first")["ARN"])
        self.reads = 0
        self.client.meta.events.register("before-call.secretsmanager.GetSecretValue", self._count)

    def _count(self, **_event: object) -> None:
        self.reads += 1

    def change(self, value: str) -> None:
        self.client.put_secret_value(
            SecretId=self.arn, ClientRequestToken=str(uuid.uuid4()), SecretString=value
        )


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def api_key(aws: Emulator, monkeypatch: pytest.MonkeyPatch) -> ApiKey:
    key = ApiKey(aws)
    monkeypatch.setenv("API_KEY_SECRET_ARN", key.arn)
    return key


@pytest.fixture
def index() -> ModuleType:
    return load("authorizer")


@pytest.fixture
def handler(index: ModuleType) -> Callable[[dict[str, Any], object], dict[str, Any]]:
    function: Callable[[dict[str, Any], object], dict[str, Any]] = index.handler
    return function


def request(headers: object) -> dict[str, Any]:
    return {"type": "REQUEST", "methodArn": METHOD_ARN, "headers": headers}


def page_request(headers: object) -> dict[str, Any]:
    return {**request(headers), "methodArn": PAGE_ARN}


def basic(credentials: str | bytes, scheme: str = "Basic") -> dict[str, str]:
    given = credentials.encode() if isinstance(credentials, str) else credentials
    return {"Authorization": f"{scheme} {base64.b64encode(given).decode()}"}


def policy(effect: str) -> dict[str, Any]:
    return {
        "principalId": "api-key",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": effect, "Action": "execute-api:Invoke", "Resource": WHOLE_STAGE}
            ],
        },
    }


@pytest.mark.parametrize(
    ("key", "effect"),
    [
        pytest.param("third", "Allow", id="current"),
        pytest.param("second", "Allow", id="previous"),
        pytest.param("first", "Deny", id="before the previous"),
        pytest.param("wrong", "Deny", id="wrong"),
        pytest.param("thir", "Deny", id="beginning of the current"),
        pytest.param("third!", "Deny", id="more than the current"),
        pytest.param("THIRD", "Deny", id="other case"),
        pytest.param("third second", "Deny", id="two in one"),
        pytest.param("x" * 256, "Deny", id="longest"),
    ],
)
def test_compares_a_key_with_both_versions(
    api_key: ApiKey, handler: Callable[..., dict[str, Any]], key: str, effect: str
) -> None:
    api_key.change("second")
    api_key.change("third")
    assert handler(request({"x-api-key": key}), None) == policy(effect)


@pytest.mark.usefixtures("api_key")
@pytest.mark.parametrize("header", ["x-api-key", "X-Api-Key", "X-API-KEY"])
def test_finds_the_header_in_any_case(handler: Callable[..., dict[str, Any]], header: str) -> None:
    headers = {"Host": "example.com", header: "first"}
    assert handler(request(headers), None) == policy("Allow")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(None, id="no headers"),
        pytest.param({}, id="other headers"),
        pytest.param({"x-api-key": ""}, id="empty"),
        pytest.param({"x-api-key": None}, id="null"),
        pytest.param({"x-api-key": ["first"]}, id="not a text"),
        pytest.param({"x-api-key": "x" * 257}, id="too long"),
        pytest.param({"x-api-key": "first\n"}, id="line break"),
        pytest.param({"x-api-key": "fïrst"}, id="not ASCII"),
        pytest.param({"x-api-key": "\ud800"}, id="half a character"),
        pytest.param({"authorization": "Bearer first"}, id="another header"),
    ],
)
def test_answers_unauthorized_without_a_key(
    api_key: ApiKey, handler: Callable[..., dict[str, Any]], headers: object
) -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        handler(request(headers), None)
    assert api_key.reads == 0


@pytest.mark.usefixtures("api_key")
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(basic("anyone:first"), id="key as password"),
        pytest.param(basic(":first"), id="no user"),
        pytest.param(basic("夕:first"), id="user of another script"),
        pytest.param(basic("anyone:first", "basic"), id="scheme in another case"),
        pytest.param({**basic("a:first"), "x-api-key": "wrong"}, id="beside another header"),
        pytest.param(
            {name.lower(): value for name, value in basic("a:first").items()}, id="lower case"
        ),
    ],
)
def test_takes_the_password_of_a_browser(
    handler: Callable[..., dict[str, Any]], headers: object
) -> None:
    assert handler(page_request(headers), None) == policy("Allow")


@pytest.mark.usefixtures("api_key")
@pytest.mark.parametrize("page", ["/catalogue", "/catalogue/popular", "/catalogue/7"])
def test_every_page_takes_it(handler: Callable[..., dict[str, Any]], page: str) -> None:
    event = {**request(basic("a:first")), "methodArn": METHOD_ARN.replace("/videos/7", page)}
    assert handler(event, None) == policy("Allow")


@pytest.mark.usefixtures("api_key")
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param(None, id="no headers"),
        # API Gateway keeps the answer by the header Authorization.
        pytest.param({**basic("a:wrong"), "x-api-key": "first"}, id="right key in another header"),
        pytest.param({"x-api-key": "first"}, id="the programs' header"),
        pytest.param(basic("anyone:wrong"), id="wrong"),
        pytest.param(basic("first"), id="no colon"),
        pytest.param(basic("first:"), id="key as user"),
        pytest.param(basic("a:first:"), id="colon after the key"),
        pytest.param(basic(b"a:\xff"), id="not UTF-8"),
        pytest.param(basic("a:f\u00efrst"), id="not ASCII"),
        pytest.param(basic("a:" + "x" * 257), id="too long"),
        pytest.param({"Authorization": "Basic " + "A" * 2000}, id="header too long"),
        pytest.param({"Authorization": "Basic"}, id="no credentials"),
        pytest.param({"Authorization": "Basic !!!"}, id="not base64"),
        pytest.param({"Authorization": "Basic YTpmaXJzd"}, id="half of base64"),
        pytest.param({"Authorization": "Bearer first"}, id="another scheme"),
        pytest.param({"Authorization": ["x"]}, id="not a text"),
        pytest.param({"Authorization": "Basic \ud800"}, id="half a character"),
    ],
)
def test_has_a_browser_ask_again(handler: Callable[..., dict[str, Any]], headers: object) -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        handler(page_request(headers), None)


@pytest.mark.usefixtures("api_key")
def test_programs_send_no_password(handler: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        handler(request(basic("a:first")), None)


def test_fails_where_the_secret_is_gone(
    api_key: ApiKey, handler: Callable[..., dict[str, Any]]
) -> None:
    api_key.client.delete_secret(SecretId=api_key.arn, ForceDeleteWithoutRecovery=True)
    with pytest.raises(api_key.client.exceptions.ResourceNotFoundException):
        handler(request({"x-api-key": "first"}), None)


def test_keeps_the_keys_between_requests(api_key: ApiKey, index: ModuleType) -> None:
    clock = Clock()
    store = index.KeyStore(api_key.client, api_key.arn, clock)
    assert store.admits(b"first")
    reads = api_key.reads
    clock.now += index.KEYS_TTL_SECONDS - 1
    assert store.admits(b"first")
    assert api_key.reads == reads


def test_refuses_a_replaced_key_once_the_kept_ones_are_old(
    api_key: ApiKey, index: ModuleType
) -> None:
    clock = Clock()
    store = index.KeyStore(api_key.client, api_key.arn, clock)
    assert store.admits(b"first")
    api_key.change("second")
    api_key.change("third")
    assert store.admits(b"first")
    clock.now += index.KEYS_TTL_SECONDS
    assert not store.admits(b"first")


def test_takes_a_new_key_before_the_kept_ones_are_old(api_key: ApiKey, index: ModuleType) -> None:
    clock = Clock()
    store = index.KeyStore(api_key.client, api_key.arn, clock)
    assert store.admits(b"first")
    api_key.change("second")
    clock.now += index.MISS_TTL_SECONDS
    assert store.admits(b"second")


def test_reads_once_however_many_wrong_keys_are_tried(api_key: ApiKey, index: ModuleType) -> None:
    clock = Clock()
    store = index.KeyStore(api_key.client, api_key.arn, clock)
    assert not store.admits(b"wrong")
    once = api_key.reads
    for attempt in range(1000):
        assert not store.admits(f"wrong {attempt}".encode())
    assert api_key.reads == once
    clock.now += index.MISS_TTL_SECONDS
    for attempt in range(1000):
        assert not store.admits(f"wrong {attempt}".encode())
    assert api_key.reads == 2 * once
