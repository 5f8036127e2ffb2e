"""`dlq`: what was given up, and trying it again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from typing import Final

from tqdm import tqdm

from video_catalog.events import MalformedMessageError, parse
from video_catalog.settings import QueueSettings
from video_catalog.worker.clients import sqs_requests
from video_catalog.worker.dead_letters import DeadLetter, DeadLetters
from video_catalog.worker.queue import Queue

NO_MESSAGE: Final = "{}: no such message; `dlq list` shows their ids.\n"
COLUMNS: Final = ("id", "sent", "class", "permanent", "key", "error")


def list_letters(_arguments: argparse.Namespace) -> int:
    """Print a line for each message, its columns parted by tabs."""
    letters = _look()
    _print_row(COLUMNS)
    for letter in letters:
        _print_row(
            (
                letter.message.id,
                letter.message.sent_at.isoformat(timespec="seconds"),
                letter.error_class,
                "yes" if letter.is_permanent else "no",
                _key(letter),
                letter.error,
            )
        )
    return 0


def show_letter(arguments: argparse.Namespace) -> int:
    """Print one message as JSON."""
    for letter in _look():
        if letter.message.id == arguments.id:
            document = {
                "id": letter.message.id,
                "sent": letter.message.sent_at.isoformat(),
                "class": letter.error_class,
                "error": letter.error,
                "permanent": letter.is_permanent,
                "body": letter.message.body,
            }
            sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
            return 0
    sys.stderr.write(NO_MESSAGE.format(arguments.id))
    return 1


def redrive_letters(arguments: argparse.Namespace) -> int:
    """Send the chosen messages to the queue again, but for those that can't succeed."""
    letters = _dead_letters()
    queue = Queue(sqs_requests(), QueueSettings.read().queue_url)
    is_chosen = _choice(arguments)
    missing = set(arguments.id)
    sent, others, refused = 0, 0, []
    try:
        for letter in _progress(letters, "Redriving"):
            missing.discard(letter.message.id)
            if not is_chosen(letter):
                others += 1
            elif letter.is_permanent:
                refused.append(letter)
            else:
                letters.redrive(letter, queue)
                sent += 1
    finally:
        letters.put_back()
    for letter in refused:
        sys.stderr.write(
            f"{letter.message.id}: {letter.error_class} is permanent; expected an error that "
            "passes. Upload the video again, or delete the message.\n"
        )
    for identity in sorted(missing):
        sys.stderr.write(NO_MESSAGE.format(identity))
    no_class = arguments.error_class and not sent and not refused
    if no_class:
        sys.stderr.write(
            f"--class {arguments.error_class}: no message of this class; `dlq list` shows them.\n"
        )
    sys.stdout.write(f"{sent} sent again, {len(refused)} refused, {others} not chosen\n")
    return 1 if refused or missing or no_class else 0


def _choice(arguments: argparse.Namespace) -> Callable[[DeadLetter], bool]:
    if arguments.all:
        return lambda _letter: True
    if arguments.error_class:
        return lambda letter: letter.error_class == arguments.error_class
    return lambda letter: letter.message.id in arguments.id


def _look() -> list[DeadLetter]:
    letters = _dead_letters()
    try:
        return list(_progress(letters, "Reading"))
    finally:
        letters.put_back()


def _dead_letters() -> DeadLetters:
    settings = QueueSettings.read()
    return DeadLetters(Queue(sqs_requests(), settings.dead_letter_queue_url))


def _progress(letters: DeadLetters, what: str) -> Iterable[DeadLetter]:
    # Shown to a person alone, not to a file.
    return tqdm(letters.take(), what, total=letters.length(), unit="message", disable=None)


def _key(letter: DeadLetter) -> str:
    try:
        return parse(letter.message.body).key
    except MalformedMessageError:
        return "-"


def _print_row(cells: Iterable[str]) -> None:
    # A tab or line break in a key would make two cells or lines of one.
    sys.stdout.write("\t".join(json.dumps(c, ensure_ascii=False)[1:-1] for c in cells) + "\n")
