"""Requests to S3 for an object, or a range of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.response import StreamingBody

from video_catalog.errors import UnavailableError
from video_catalog.probe.limits import KIB
from video_catalog.signed_requests import REFUSED, RefusedError, SignedRequests

LONGEST_ERROR: Final = 64 * KIB
BAD_REQUEST: Final = 400
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


class S3Requests(SignedRequests):
    """Reads objects."""

    service = "s3"
    auth = S3SigV4Auth

    def url(self, bucket: str, key: str, version_id: str | None) -> str:
        """Where a version of an object is, or the current one."""
        named = {"Bucket": bucket, "Key": key}
        if version_id is not None:
            named["VersionId"] = version_id
        url: str = self._client.generate_presigned_url("get_object", Params=named)
        return url

    def get(self, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        """The content, at most so many bytes of it.

        Raises:
            RefusedError: S3 does not give it.
            UnavailableError: S3 does not answer.
        """
        return self._read("GET", url, headers, longest)

    def head(self, url: str, headers: Mapping[str, str]) -> Answer:
        """What S3 says of the content; raises as `get`."""
        return self._read("HEAD", url, headers, 0)

    def _read(self, method: Method, url: str, headers: Mapping[str, str], longest: int) -> Answer:
        def request() -> AWSRequest:
            # Who ignores the range gives all there is: it must not be read before it is asked for.
            return AWSRequest(method, url, headers=headers, stream_output=method == "GET")

        def take(answer: AWSResponse) -> Answer:
            refused = answer.status_code >= REFUSED
            content = _content(method, answer, LONGEST_ERROR if refused else longest)
            if method == "HEAD" and answer.status_code == BAD_REQUEST:
                # It has no document that says why: KMS throttles, credentials have ended. What is
                # to be mended is told of the ranges.
                raise UnavailableError("S3: status 400 of a HEAD; expected what it says of it.")
            if refused:
                raise _refusal(answer.status_code, content)
            return Answer(answer.headers, content)

        return self.ask(request, take)


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
