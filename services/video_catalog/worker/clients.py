"""Clients of AWS for the worker's threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from video_catalog.settings import SettingsError

if TYPE_CHECKING:
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
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=connections,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    try:
        client: SQSClient = boto3.client("sqs", config=config)
    except NoRegionError as error:
        raise SettingsError("AWS_REGION: absent; expected a region.") from error
    return client
