"""As much of a record's lists as a person reads.

A file of 2 MB may hold 60,000 chapters: all of them on one page would hold up every other request
for seconds. The record as JSON has all.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

CHAPTERS: Final = 1_000
STREAMS: Final = 100
PROGRAMS: Final = 100
TAGS: Final = 50
"""Of the file, and of each stream."""

Item = TypeVar("Item")


class Excerpt(NamedTuple, Generic[Item]):
    """The beginning of a list.

    Attributes:
        items: what is shown.
        more: how many are not.
    """

    items: tuple[Item, ...]
    more: int


def excerpt(items: Collection[Item], most: int) -> Excerpt[Item]:
    """The beginning of a list.

    Args:
        items: of the list.
        most: how many are shown.
    """
    return Excerpt(tuple(islice(items, most)), max(len(items) - most, 0))
