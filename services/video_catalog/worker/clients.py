"""Clients of AWS for the worker's threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from video_catalog.probe.s3_requests import S3Requests
from video_catalog.settings import SettingsError
from video_catalog.signed_requests import PATIENT, Tries
from video_catalog.worker.sqs_requests import SqsRequests

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def sqs_requests(connections: int = 1, tries: Tries = PATIENT) -> SqsRequests:
    """Requests to SQS.

    Args:
        connections: how many threads make them at once.
        tries: how long they wait for SQS.

    Raises:
        SettingsError: nothing says which region.
    """
    with _region_known():
        return SqsRequests(boto3.Session(), connections=connections, tries=tries)


def s3_client(connections: int = 1) -> S3Client:
    """A client of S3.

    Args:
        connections: how many threads use it at once.

    Raises:
        SettingsError: nothing says which region.
    """
    config = Config(
        connect_timeout=PATIENT.connect,
        read_timeout=PATIENT.read,
        max_pool_connections=connections,
        retries={"mode": "standard", "total_max_attempts": PATIENT.attempts},
    )
    with _region_known():
        client: S3Client = boto3.client("s3", config=config)
    return client


def s3_requests(connections: int = 1) -> S3Requests:
    """Requests to S3 for ranges.

    Args:
        connections: how many threads make them at once.

    Raises:
        SettingsError: nothing says which region.
    """
    with _region_known():
        return S3Requests(boto3.Session(), connections=connections)


@contextmanager
def _region_known() -> Iterator[None]:
    try:
        yield
    except NoRegionError as error:
        raise SettingsError("AWS_REGION: absent; expected a region.") from error
