"""API Gateway request authorizer: admits requests that carry the API key.

The key lies in Secrets Manager. Its current and its previous version pass, so that clients have
until the next rotation to change.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable
from typing import Any, Final

import boto3

HEADER: Final = "x-api-key"
KEYS_TTL_SECONDS: Final = 60.0
"""How long the keys are kept: a replaced key passes for at most this."""

MISS_TTL_SECONDS: Final = 5.0
"""How old the keys must be for an unknown key to have them read again.

A new key passes after at most this, and wrong keys cause one read in this time, however many
are tried.
"""

MAXIMUM_KEY_LENGTH: Final = 256


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
        A policy for the whole stage: API Gateway keeps it for the key, whatever is asked next.

    Raises:
        Exception: `Unauthorized` where there is no key, or what can't be one, which API Gateway
            answers with 401. Any other, as where Secrets Manager does not answer, is a 500.
    """
    key = _key(event)
    if key is None:
        # API Gateway knows this very message: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
        raise Exception("Unauthorized")  # noqa: TRY002 - the message is the contract
    secret_arn = os.environ["API_KEY_SECRET_ARN"]
    if secret_arn not in _stores:
        _stores[secret_arn] = KeyStore(boto3.client("secretsmanager"), secret_arn)
    return _policy(event["methodArn"], allow=_stores[secret_arn].admits(key))


def _key(event: dict[str, Any]) -> bytes | None:
    headers = event.get("headers") or {}
    given = next((value for name, value in headers.items() if name.lower() == HEADER), None)
    if not isinstance(given, str) or not 0 < len(given) <= MAXIMUM_KEY_LENGTH:
        return None
    return given.encode() if given.isascii() and given.isprintable() else None


def _policy(method_arn: str, *, allow: bool) -> dict[str, Any]:
    api, stage = method_arn.split("/")[:2]
    return {
        "principalId": "api-key",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow" if allow else "Deny",
                    "Action": "execute-api:Invoke",
                    "Resource": f"{api}/{stage}/*/*",
                }
            ],
        },
    }
