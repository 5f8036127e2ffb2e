"""Requests to S3 for an object, or a range of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import boto3
from botocore import UNSIGNED
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.response import StreamingBody

from video_catalog.probe.limits import KIB
from video_catalog.signed_requests import PATIENT, REFUSED, RefusedError, SignedRequests, Tries

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_ERROR: Final = 64 * KIB
CODE: Final = re.compile(rb"<Code>([^<]*)</Code>")
MESSAGE: Final = re.compile(rb"<Message>([^<]*)</Message>")

Method = Literal["GET", "HEAD"]


class Answer(NamedTuple):
    """What S3 answers.

    Attributes:
        headers: by name, in any case.
        content: of a GET.
    """

    headers: Mapping[str, str]
    content: bytes


class S3Requests:
    """Reads objects; for several threads at once.

    Args:
        session: knows the region and the credentials.
        connections: that are kept.
        tries: how long S3 is waited for.
        endpoint_url: of S3; another one in tests.

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
        self._urls: S3Client = session.client(
            "s3", endpoint_url=endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        sign = partial(S3SigV4Auth, service_name="s3", region_name=self._urls.meta.region_name)
        self._requests = SignedRequests("S3", session, sign, connections=connections, tries=tries)

    def url(self, bucket: str, key: str, version_id: str | None) -> str:
        """Where a version of an object is, or the current one."""
        named = {"Bucket": bucket, "Key": key}
        if version_id is not None:
            named["VersionId"] = version_id
        return self._urls.generate_presigned_url("get_object", Params=named)

    def get(self, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        """The content, at most so many bytes of it.

        Raises:
            RefusedError: S3 does not give it.
            UnavailableError: S3 does not answer.
        """
        return self._ask("GET", url, headers, longest)

    def head(self, url: str, headers: Mapping[str, str]) -> Answer:
        """What S3 says of the content; raises as `get`."""
        return self._ask("HEAD", url, headers, 0)

    def _ask(self, method: Method, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        def request() -> AWSRequest:
            # Who ignores the range gives all there is: it must not be read before it is asked for.
            return AWSRequest(method, url, headers=headers, stream_output=method == "GET")

        def take(answer: AWSResponse) -> Answer:
            refused = answer.status_code >= REFUSED
            content = _content(method, answer, LONGEST_ERROR if refused else longest)
            if refused:
                raise _refusal(answer.status_code, content)
            return Answer(answer.headers, content)

        return self._requests.ask(request, take)


def _content(method: Method, answer: AWSResponse, longest: int) -> bytes:
    if method == "HEAD":
        return b""
    # The connection may break at any byte.
    length = answer.headers.get("Content-Length")
    with StreamingBody(answer.raw, length) as body:  # type: ignore[arg-type] # or it is None
        return body.read(longest)


def _refusal(status: int, document: bytes) -> RefusedError:
    code, message = (_text(part, document) for part in (CODE, MESSAGE))
    return RefusedError(code or str(status), status, message)


def _text(part: re.Pattern[bytes], document: bytes) -> str:
    found = part.search(document)
    return found[1].decode(errors="replace") if found else ""
