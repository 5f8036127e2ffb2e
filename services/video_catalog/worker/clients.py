"""Clients of AWS for the worker's threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from video_catalog.probe.s3_requests import S3Requests
from video_catalog.settings import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How often an answer is waited for, and for how many seconds.

    Attributes:
        connect: until a connection is there.
        read: from one byte to the next.
        attempts: the first included.
    """

    connect: int
    read: int
    attempts: int

    @property
    def seconds(self) -> int:
        """That nothing but silence takes at most, with the pauses in between (1 s, 2 s, …)."""
        pauses = (1 << self.attempts - 1) - 1
        return self.attempts * (self.connect + self.read) + pauses


PATIENT: Final = Tries(connect=5, read=30, attempts=3)
"""A read is longer than a long poll."""

SHORT: Final = Tries(connect=2, read=3, attempts=2)
"""For what SQS answers at once, where a client waits for it, or ECS for a worker's end."""


def sqs_client(connections: int = 1, tries: Tries = PATIENT) -> SQSClient:
    """A client of SQS.

    Args:
        connections: how many threads use it at once.
        tries: how long it waits for SQS.

    Raises:
        SettingsError: nothing says which region.
    """
    client: SQSClient = _client("sqs", connections, tries)
    return client


def s3_client(connections: int = 1) -> S3Client:
    """A client of S3.

    Args:
        connections: how many threads use it at once.

    Raises:
        SettingsError: nothing says which region.
    """
    client: S3Client = _client("s3", connections, PATIENT)
    return client


def s3_requests(connections: int = 1) -> S3Requests:
    """Requests to S3 for ranges.

    Args:
        connections: how many threads make them at once.

    Raises:
        SettingsError: nothing says which region.
    """
    with _region_known():
        return S3Requests(
            boto3.Session(),
            connections=connections,
            connect=PATIENT.connect,
            read=PATIENT.read,
            attempts=PATIENT.attempts,
        )


def _client(service: Literal["s3", "sqs"], connections: int, tries: Tries) -> Any:  # noqa: ANN401 - a client's type follows from its name
    config = Config(
        connect_timeout=tries.connect,
        read_timeout=tries.read,
        max_pool_connections=connections,
        retries={"mode": "standard", "total_max_attempts": tries.attempts},
    )
    with _region_known():
        return boto3.client(service, config=config)


@contextmanager
def _region_known() -> Iterator[None]:
    try:
        yield
    except NoRegionError as error:
        raise SettingsError("AWS_REGION: absent; expected a region.") from error
