"""Requests to S3, found and signed by botocore, without what its client does beside that.

A probe asks for a handful of ranges; a client spends more of the processor on each than all else
that the worker does for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from time import sleep
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import boto3
from botocore import UNSIGNED
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import URLLib3Session
from botocore.response import StreamingBody

from video_catalog.errors import UnavailableError
from video_catalog.probe.limits import KIB

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_ERROR: Final = 64 * KIB
REFUSED: Final = 300
"""And above: statuses of HTTP that are no success. Nobody follows S3 elsewhere."""

SERVER_ERROR: Final = 500
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


class RefusedError(Exception):
    """S3 refuses.

    Attributes:
        code: S3's, as `NoSuchKey`, or the status of an answer without one.
        status: of HTTP.
    """

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.status = status


class S3Requests:
    """Reads objects; for several threads at once.

    Args:
        session: knows the region and the credentials.
        connections: that are kept.
        connect: seconds until one is there.
        read: seconds from one byte to the next.
        attempts: how often a request is made that S3 fails at.
        endpoint_url: of S3; another one in tests.

    Raises:
        NoRegionError: nothing says which region.
    """

    def __init__(
        self,
        session: boto3.Session,
        *,
        connections: int = 1,
        connect: int = 5,
        read: int = 30,
        attempts: int = 3,
        endpoint_url: str | None = None,
    ) -> None:
        self._session = session
        self._urls: S3Client = session.client(
            "s3", endpoint_url=endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        self._region = self._urls.meta.region_name
        self._http = URLLib3Session(
            timeout=(connect, read),  # type: ignore[arg-type] # as botocore's clients do
            max_pool_connections=connections,
        )
        self._attempts = attempts

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
        return self._patiently("GET", url, headers, longest)

    def head(self, url: str, headers: Mapping[str, str]) -> Answer:
        """What S3 says of the content; raises as `get`."""
        return self._patiently("HEAD", url, headers, 0)

    def _patiently(
        self, method: Method, url: str, headers: Mapping[str, str], longest: int
    ) -> Answer:
        for attempt in range(self._attempts - 1):
            try:
                return self._ask(method, url, headers, longest)
            except UnavailableError:
                pass
            except RefusedError as error:
                if error.status < SERVER_ERROR:
                    raise
            sleep(random.uniform(0, 1 << attempt))  # noqa: S311 - no secret
        return self._ask(method, url, headers, longest)

    def _ask(self, method: Method, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        # Who ignores the range gives all there is: it must not be read before it is asked for.
        request = AWSRequest(method, url, headers=headers, stream_output=method == "GET")
        try:
            self._sign(request)
            answer = self._http.send(request.prepare())
            refused = answer.status_code >= REFUSED
            content = _content(method, answer, LONGEST_ERROR if refused else longest)
        except BotoCoreError as error:
            raise UnavailableError(f"S3: {error}") from error
        if refused:
            raise _refusal(answer.status_code, content)
        return Answer(answer.headers, content)

    def _sign(self, request: AWSRequest) -> None:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        frozen = credentials.get_frozen_credentials()
        S3SigV4Auth(frozen, "s3", self._region).add_auth(request)


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
