"""Clients of AWS for the worker's threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from video_catalog.settings import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 30
"""Longer than a long poll."""


def sqs_client(connections: int = 1) -> SQSClient:
    """A client of SQS.

    Args:
        connections: how many threads use it at once.

    Raises:
        SettingsError: nothing says which region.
    """
    client: SQSClient = _client("sqs", connections)
    return client


def s3_client(connections: int = 1) -> S3Client:
    """A client of S3.

    Args:
        connections: how many threads use it at once.

    Raises:
        SettingsError: nothing says which region.
    """
    client: S3Client = _client("s3", connections)
    return client


def _client(service: Literal["s3", "sqs"], connections: int) -> Any:  # noqa: ANN401 - a client's type follows from its name
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=connections,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    try:
        return boto3.client(service, config=config)
    except NoRegionError as error:
        raise SettingsError("AWS_REGION: absent; expected a region.") from error
