"""API Gateway request authorizer: admits requests that carry the API key.

The key lies in Secrets Manager. Its current and its previous version pass, so that clients have
until the next rotation to change.
"""

from __future__ import annotations

import hmac
import os
import time
from typing import Any, Final

import boto3

HEADER: Final = "x-api-key"
STAGES: Final = ("AWSCURRENT", "AWSPREVIOUS")
KEYS_TTL_SECONDS: Final = 60.0
"""How long the keys are kept: a new key passes and an old one fails after at most this."""

MAXIMUM_KEY_LENGTH: Final = 256


class KeyStore:
    """The keys of a secret, read again when they are older than their time to live.

    A wrong key never causes a read, so nobody can make the function hammer Secrets Manager.
    """

    def __init__(self, client: Any, secret_arn: str) -> None:  # noqa: ANN401 - boto3 makes its clients' types at run time
        self._client = client
        self._secret_arn = secret_arn
        self._keys: tuple[bytes, ...] = ()
        self._read_at = float("-inf")

    def keys(self) -> tuple[bytes, ...]:
        """The keys that pass now."""
        now = time.monotonic()
        if now - self._read_at >= KEYS_TTL_SECONDS:
            self._keys = tuple(filter(None, map(self._version, STAGES)))
            self._read_at = now
        return self._keys

    def _version(self, stage: str) -> bytes:
        try:
            answer = self._client.get_secret_value(SecretId=self._secret_arn, VersionStage=stage)
        except self._client.exceptions.ResourceNotFoundException:
            # Before the first rotation there is no previous version.
            return b""
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
        Exception: `Unauthorized` where there is no key, which API Gateway answers with 401.
    """
    key = _key(event)
    if key is None:
        # API Gateway knows this very message: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
        raise Exception("Unauthorized")  # noqa: TRY002 - the message is the contract
    secret_arn = os.environ["API_KEY_SECRET_ARN"]
    if secret_arn not in _stores:
        _stores[secret_arn] = KeyStore(boto3.client("secretsmanager"), secret_arn)
    return _policy(event["methodArn"], allow=_passes(key, _stores[secret_arn].keys()))


def _key(event: dict[str, Any]) -> bytes | None:
    headers = event.get("headers") or {}
    given = next((value for name, value in headers.items() if name.lower() == HEADER), None)
    if not isinstance(given, str) or not 0 < len(given) <= MAXIMUM_KEY_LENGTH:
        return None
    return given.encode()


def _passes(key: bytes, keys: tuple[bytes, ...]) -> bool:
    # Each in constant time, and all of them: how long it takes tells nothing.
    return any([hmac.compare_digest(key, each) for each in keys])  # noqa: C419 - a generator would stop at the first


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
