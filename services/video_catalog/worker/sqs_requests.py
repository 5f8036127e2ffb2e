"""Requests to SQS in its JSON protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse

from video_catalog.errors import UnavailableError
from video_catalog.signed_requests import REFUSED, RefusedError, SignedRequests

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
TARGET: Final = "AmazonSQS"


class SqsRequests(SignedRequests):
    """Calls operations of SQS."""

    service = "sqs"
    auth = SigV4Auth

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
        url = f"{self._client.meta.endpoint_url.rstrip('/')}/"
        return self.ask(lambda: AWSRequest("POST", url, headers=headers, data=content), _taken)


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
