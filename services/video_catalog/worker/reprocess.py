"""Sending recorded videos to be probed again, as many as it takes, from where it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from video_catalog.events import Event, Kind, body
from video_catalog.worker.conditions import Condition
from video_catalog.worker.queue import BATCH, Queue


class Records(Protocol):
    """The records of videos, to be read in order."""

    def matching(
        self, conditions: Sequence[Condition], after: str | None
    ) -> Iterator[tuple[str, Event]]:
        """Ids that are after one, in their order, each with the event that it was recorded for.

        Raises:
            UnavailableError: the database does not answer.
        """


def reprocess(
    records: Records, queue: Queue, conditions: Sequence[Condition], after: str | None = None
) -> Iterator[list[str]]:
    """Ask for each video that matches to be probed again.

    Args:
        records: what there is.
        queue: of the worker.
        conditions: what all must match.
        after: the id that an earlier run came to.

    Yields:
        The ids of every ten that were sent: whoever stops there goes on after the last.

    Raises:
        UnavailableError: database or queue do not answer; what was yielded was sent.
    """
    for batch in _batches(records.matching(conditions, after)):
        queue.send([body(replace(event, kind=Kind.REPROCESS)) for _, event in batch])
        yield [identity for identity, _ in batch]


def _batches(found: Iterable[tuple[str, Event]]) -> Iterator[list[tuple[str, Event]]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch
