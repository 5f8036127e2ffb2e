"""Requests to SQS in its JSON protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore import UNSIGNED
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config

from video_catalog.errors import UnavailableError
from video_catalog.signed_requests import PATIENT, REFUSED, RefusedError, SignedRequests, Tries

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
TARGET: Final = "AmazonSQS"


class SqsRequests:
    """Calls operations of SQS; for several threads at once.

    Args:
        session: knows the region and the credentials.
        connections: that are kept.
        tries: how long SQS is waited for.
        endpoint_url: of SQS; another one in tests.

    Raises:
        NoRegionError: nothing says which region.
    """

    def __init__(
        self,
        session: boto3.Session,
        *,
        connections: int = 1,
        tries: Tries = PATIENT,
        endpoint_url: str | None = None,
    ) -> None:
        client: SQSClient = session.client(
            "sqs", endpoint_url=endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        self._url = f"{client.meta.endpoint_url.rstrip('/')}/"
        sign = partial(SigV4Auth, service_name="sqs", region_name=client.meta.region_name)
        self._requests = SignedRequests("SQS", session, sign, connections=connections, tries=tries)

    def call(self, operation: str, **parameters: object) -> dict[str, Any]:
        """What an operation answers.

        Args:
            operation: as SQS calls it.
            parameters: as SQS calls them.

        Raises:
            RefusedError: SQS refuses.
            UnavailableError: SQS does not answer.
        """
        headers = {"Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{operation}"}
        content = json.dumps(parameters).encode()
        return self._requests.ask(
            lambda: AWSRequest("POST", self._url, headers=headers, data=content), _taken
        )


def _taken(answer: AWSResponse) -> dict[str, Any]:
    try:
        document = json.loads(answer.content or b"{}")
    except ValueError:
        document = None
    told = document if isinstance(document, dict) else None
    if answer.status_code >= REFUSED:
        raise _refusal(answer.status_code, told or {})
    if told is None:
        raise UnavailableError("SQS: no JSON; expected an answer to its JSON protocol.")
    return told


def _refusal(status: int, told: Mapping[str, Any]) -> RefusedError:
    code = str(told.get("__type", status)).rpartition("#")[2]
    return RefusedError(code, status, str(told.get("message", "")))
