"""API Gateway request authorizer: admits requests that carry the API key.

Programs send it in the header `x-api-key`. Browsers, which open the catalogue's pages, ask a person
for it and send it as the password of HTTP Basic authentication (RFC 7617), with any user name.

The key lies in Secrets Manager. Its current and its previous version pass, so that clients have
until the next rotation to change.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import time
from collections.abc import Callable
from typing import Any, Final

import boto3

HEADER: Final = "x-api-key"
PAGE_HEADER: Final = "authorization"
PAGES: Final = "catalogue"
"""What the paths of the pages begin with."""

KEYS_TTL_SECONDS: Final = 60.0
"""How long the keys are kept. A replaced key passes until then, and while API Gateway keeps an
answer."""

MISS_TTL_SECONDS: Final = 5.0
"""How old the keys must be for an unknown key to have them read again.

A new key passes after at most this, and wrong keys cause one read in this time, however many
are tried.
"""

MAXIMUM_KEY_LENGTH: Final = 256
MAXIMUM_CREDENTIALS_LENGTH: Final = 1024
"""Of an Authorization header, the user's name included."""


class KeyStore:
    """The keys of a secret, kept for a short time."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - boto3 makes its clients' types at run time
        secret_arn: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._secret_arn = secret_arn
        self._clock = clock
        self._keys: tuple[bytes, ...] = ()
        self._read_at = float("-inf")

    def admits(self, key: bytes) -> bool:
        """Whether the key is the current or the previous one."""
        return self._passes(key, KEYS_TTL_SECONDS) or self._passes(key, MISS_TTL_SECONDS)

    def _passes(self, key: bytes, maximum_age: float) -> bool:
        now = self._clock()
        if now - self._read_at >= maximum_age:
            self._keys = self._read()
            self._read_at = now
        # Each in constant time, and all of them: how long it takes tells nothing.
        return any([hmac.compare_digest(key, each) for each in self._keys])  # noqa: C419 - a generator would stop at the first

    def _read(self) -> tuple[bytes, ...]:
        current = self._version("AWSCURRENT")
        try:
            return current, self._version("AWSPREVIOUS")
        except self._client.exceptions.ResourceNotFoundException:
            # Before the first rotation there is no previous version.
            return (current,)

    def _version(self, stage: str) -> bytes:
        answer = self._client.get_secret_value(SecretId=self._secret_arn, VersionStage=stage)
        return str(answer["SecretString"]).encode()


_stores: dict[str, KeyStore] = {}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer whether a request may pass.

    Args:
        event: the REQUEST authorizer's event; its `headers` may hold the key, its `methodArn`
            is `arn:…:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`.

    Returns:
        A policy for the whole stage: API Gateway keeps it for the header, whatever is asked next.

    Raises:
        Exception: `Unauthorized` where there is no key, or what can't be one, and where a browser
            sent a wrong one, so that it asks again; API Gateway answers with 401. Any other, as
            where Secrets Manager does not answer, is a 500.
    """
    api, stage, _method, *path = event["methodArn"].split("/")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    # API Gateway keeps the answer by this header alone: no other may take part in it.
    is_page = path[:1] == [PAGES]
    key = _password(headers.get(PAGE_HEADER)) if is_page else _key(headers.get(HEADER))
    allow = key is not None and _store().admits(key)
    if key is None or (is_page and not allow):
        # API Gateway knows this very message: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
        raise Exception("Unauthorized")  # noqa: TRY002 - the message is the contract
    return _policy(f"{api}/{stage}/*/*", allow=allow)


def _store() -> KeyStore:
    secret_arn = os.environ["API_KEY_SECRET_ARN"]
    if secret_arn not in _stores:
        _stores[secret_arn] = KeyStore(boto3.client("secretsmanager"), secret_arn)
    return _stores[secret_arn]


def _key(given: object) -> bytes | None:
    if not isinstance(given, str) or not 0 < len(given) <= MAXIMUM_KEY_LENGTH:
        return None
    return given.encode() if given.isascii() and given.isprintable() else None


def _password(given: object) -> bytes | None:
    """Of `Basic`, a space, and what base64 makes of `user:password`."""
    if not isinstance(given, str) or len(given) > MAXIMUM_CREDENTIALS_LENGTH:
        return None
    scheme, _, credentials = given.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(credentials.strip(" "), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return _key(decoded.partition(":")[2])


def _policy(resource: str, *, allow: bool) -> dict[str, Any]:
    return {
        "principalId": "api-key",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow" if allow else "Deny",
                    "Action": "execute-api:Invoke",
                    "Resource": resource,
                }
            ],
        },
    }
