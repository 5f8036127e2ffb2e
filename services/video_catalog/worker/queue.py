"""SQS as the worker uses it: one message at a time, hidden while it is worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from video_catalog.errors import UnavailableError
from video_catalog.signed_requests import RefusedError
from video_catalog.worker.sqs_requests import SqsRequests

BATCH: Final = 10
"""Entries that a batch call of SQS takes."""

MAXIMUM_DELAY_SECONDS: Final = 43_200
"""Longest that SQS hides a message."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it was received this time.

    Attributes:
        id: of the message, the same at each delivery.
        receipt: of this delivery; what hides, shows or deletes it.
        body: its text.
        sent_at: when it was sent.
        receives: how often it has been received, this time included.
        attributes: what its sender wrote beside the body.
    """

    id: str
    receipt: str
    body: str
    sent_at: datetime
    receives: int
    attributes: dict[str, str]


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except RefusedError as error:
        raise UnavailableError(f"SQS: {error}") from error


class Queue:
    """One queue.

    Every method raises UnavailableError where SQS does not answer, or refuses.
    """

    def __init__(self, requests: SqsRequests, url: str, polls: SqsRequests | None = None) -> None:
        """Build the queue.

        Args:
            requests: to SQS.
            url: of the queue.
            polls: receive in their place: they must wait longer than a long poll.
        """
        self._requests = requests
        self._polls = polls or requests
        self._url = url

    @_answered()
    def receive(
        self, *, wait_seconds: int, visibility_seconds: int, maximum: int = 1
    ) -> list[Message]:
        """Up to ten messages, hidden from others for a time.

        Args:
            wait_seconds: how long to wait for the first, 20 at most.
            visibility_seconds: how long they stay hidden.
            maximum: how many, 10 at most.
        """
        answer = self._polls.call(
            "ReceiveMessage",
            QueueUrl=self._url,
            MaxNumberOfMessages=maximum,
            WaitTimeSeconds=wait_seconds,
            VisibilityTimeout=visibility_seconds,
            MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            MessageAttributeNames=["All"],
        )
        return [_message(each) for each in answer.get("Messages", ())]

    @_answered()
    def delete(self, message: Message) -> None:
        """Take a message out for good."""
        self._requests.call("DeleteMessage", QueueUrl=self._url, ReceiptHandle=message.receipt)

    @_answered()
    def hide(self, messages: Sequence[Message], seconds: int) -> None:
        """Hide messages for a time from now on; 0 shows them at once.

        A message that is no longer ours to hide is left alone.
        """
        for start in range(0, len(messages), BATCH):
            self._requests.call(
                "ChangeMessageVisibilityBatch",
                QueueUrl=self._url,
                Entries=[
                    {
                        "Id": str(number),
                        "ReceiptHandle": message.receipt,
                        "VisibilityTimeout": min(seconds, MAXIMUM_DELAY_SECONDS),
                    }
                    for number, message in enumerate(messages[start : start + BATCH])
                ],
            )

    @_answered()
    def send(self, bodies: Sequence[str], **attributes: str) -> None:
        """Add messages.

        Args:
            bodies: the text of each.
            attributes: written beside each body.

        Raises:
            UnavailableError: SQS has not taken all of them; those that it took stay sent.
        """
        for start in range(0, len(bodies), BATCH):
            answer = self._requests.call(
                "SendMessageBatch",
                QueueUrl=self._url,
                Entries=[
                    {
                        "Id": str(number),
                        "MessageBody": text,
                        "MessageAttributes": {
                            name: {"DataType": "String", "StringValue": value}
                            for name, value in attributes.items()
                        },
                    }
                    for number, text in enumerate(bodies[start : start + BATCH])
                ],
            )
            if refused := answer.get("Failed"):
                raise UnavailableError(
                    f"{self._url}: {len(refused)} messages refused: {refused[0].get('Message')}; "
                    "expected all to be taken."
                )

    @_answered()
    def maximum_receives(self) -> int | None:
        """After how many deliveries SQS gives a message up; `None` where it never does."""
        answer = self._requests.call(
            "GetQueueAttributes", QueueUrl=self._url, AttributeNames=["RedrivePolicy"]
        )
        policy = answer.get("Attributes", {}).get("RedrivePolicy")
        return int(json.loads(policy)["maxReceiveCount"]) if policy else None

    @_answered()
    def length(self) -> int:
        """About how many messages it has, hidden ones too."""
        answer = self._requests.call(
            "GetQueueAttributes",
            QueueUrl=self._url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
            ],
        )
        return sum(int(value) for value in answer.get("Attributes", {}).values())


def _message(received: dict[str, Any]) -> Message:
    system = received["Attributes"]
    return Message(
        id=received["MessageId"],
        receipt=received["ReceiptHandle"],
        body=received["Body"],
        sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        receives=int(system["ApproximateReceiveCount"]),
        attributes={
            name: value["StringValue"]
            for name, value in received.get("MessageAttributes", {}).items()
            if "StringValue" in value
        },
    )
