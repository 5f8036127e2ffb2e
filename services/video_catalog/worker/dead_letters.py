"""Messages that were given up, with why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from video_catalog.worker.queue import BATCH, Message, Queue

ERROR_CLASS: Final = "ErrorClass"
ERROR_MESSAGE: Final = "ErrorMessage"
PERMANENT: Final = "Permanent"
DELIVERY_ERROR_CLASS: Final = "ERROR_CODE"
DELIVERY_ERROR_MESSAGE: Final = "ERROR_MESSAGE"
"""What EventBridge writes beside an event that it couldn't deliver.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

WORKER_DIED: Final = "WorkerDied"
"""SQS itself gave the message up: nobody lived to say why."""

MAXIMUM_MESSAGE_LENGTH: Final = 1000
LOOK_SECONDS: Final = 900
"""How long a message stays hidden from others where who looked at it died."""

PATIENCE_SECONDS: Final = 1
"""How long an empty answer is waited for: SQS asks only some of its servers otherwise."""


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A message that was given up.

    Attributes:
        message: as it was received.
        error_class: what kind of error made it so.
        error: what the last error said.
        is_permanent: whether trying again can't help.
    """

    message: Message
    error_class: str
    error: str
    is_permanent: bool


class DeadLetters:
    """The dead-letter queue."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._taken: dict[str, Message] = {}

    def add(self, message: Message, error: Exception, *, permanent: bool) -> None:
        """Keep a message, with the error that made the worker give it up."""
        self._queue.send(
            [message.body],
            **{
                ERROR_CLASS: type(error).__name__,
                ERROR_MESSAGE: _line(error),
                PERMANENT: str(permanent).lower(),
            },
        )

    def take(self) -> Iterator[DeadLetter]:
        """All of them, one by one, hidden from others until `put_back`."""
        while messages := self._queue.receive(
            wait_seconds=PATIENCE_SECONDS, visibility_seconds=LOOK_SECONDS, maximum=BATCH
        ):
            if any(message.id in self._taken for message in messages):
                # So many that the first are no longer hidden: the rest is for another look.
                return
            self._taken |= {message.id: message for message in messages}
            yield from map(_dead_letter, messages)

    def put_back(self) -> None:
        """Show what was taken and not redriven to others again."""
        self._queue.hide(list(self._taken.values()), 0)
        self._taken.clear()

    def redrive(self, letter: DeadLetter, queue: Queue) -> None:
        """Send one to the queue to be tried again.

        Raises:
            ValueError: trying again can't help.
        """
        if letter.is_permanent:
            raise ValueError(
                f"{letter.message.id}: {letter.error_class} is permanent; expected an error that "
                "passes. Upload the video again, or delete the message."
            )
        queue.send([letter.message.body])
        self._queue.delete(letter.message)
        self._taken.pop(letter.message.id, None)

    def length(self) -> int:
        """About how many there are."""
        return self._queue.length()


def _dead_letter(message: Message) -> DeadLetter:
    attributes = message.attributes
    return DeadLetter(
        message=message,
        error_class=attributes.get(ERROR_CLASS)
        or attributes.get(DELIVERY_ERROR_CLASS)
        or WORKER_DIED,
        error=attributes.get(ERROR_MESSAGE) or attributes.get(DELIVERY_ERROR_MESSAGE) or "",
        is_permanent=attributes.get(PERMANENT) == "true",
    )


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())[:MAXIMUM_MESSAGE_LENGTH]
    # SQS takes no empty attribute, and only the characters of XML.
    return "".join(letter if letter.isprintable() else "?" for letter in text) or "-"
