from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from tests.services.databases import database, empty_database
from tests.services.emulator import Emulator
from video_catalog.worker.queue import Queue

__all__ = ["database", "empty_database"]

MAXIMUM_RECEIVES = 3


class Queues(NamedTuple):
    """The queue and its dead-letter queue, with their URLs."""

    main: Queue
    dead: Queue
    main_url: str
    dead_url: str
    client: Any


@pytest.fixture
def queues(aws: Emulator) -> Queues:
    client = aws.client("sqs")
    dead_url = client.create_queue(QueueName="dead-letter")["QueueUrl"]
    dead_arn = client.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])
    policy = {
        "deadLetterTargetArn": dead_arn["Attributes"]["QueueArn"],
        "maxReceiveCount": MAXIMUM_RECEIVES,
    }
    main_url = client.create_queue(
        QueueName="ingest", Attributes={"RedrivePolicy": json.dumps(policy)}
    )["QueueUrl"]
    requests = aws.sqs_requests()
    return Queues(Queue(requests, main_url), Queue(requests, dead_url), main_url, dead_url, client)
