from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar, overload

import boto3
import pytest

from local.servers import REGION, Emulator
from video_catalog.events import Event, Kind
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.probe.s3_requests import S3Requests
from video_catalog.signed_requests import PATIENT

BUCKET = "ingest"


R = TypeVar("R", bound=S3Requests)


@overload
def requests_to(endpoint: str, *, attempts: int = 1) -> S3Requests: ...
@overload
def requests_to(endpoint: str, *, kind: type[R]) -> R: ...
def requests_to(
    endpoint: str, *, attempts: int = 1, kind: type[S3Requests] = S3Requests
) -> S3Requests:
    """Requests to what speaks S3 there."""
    session = boto3.Session("test", "test", region_name=REGION)
    return kind(
        session,
        tries=replace(PATIENT, attempts=attempts),
        connections=CONNECTIONS,
        endpoint_url=endpoint,
    )


class Bucket:
    """A bucket that keeps versions.

    Attributes:
        client: of S3.
        requests: to S3, as the prober makes them.
    """

    def __init__(self, aws: Emulator) -> None:
        self.requests = requests_to(aws.endpoint)
        self.client: Any = aws.client("s3")
        self.client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.client.put_bucket_versioning(
            Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )

    def upload(self, content: bytes, key: str = "a.mp4", **parameters: str) -> Event:
        """Upload a file; the event that S3 sends."""
        answer = self.client.put_object(Bucket=BUCKET, Key=key, Body=content, **parameters)
        return Event(
            kind=Kind.CREATED,
            bucket=BUCKET,
            key=key,
            version_id=answer["VersionId"],
            etag=answer["ETag"].strip('"'),
            size=len(content),
        )


@pytest.fixture
def bucket(aws: Emulator) -> Bucket:
    return Bucket(aws)


@pytest.fixture(scope="session")
def parsers() -> Iterator[Parsers]:
    with Parsers() as started:
        yield started
