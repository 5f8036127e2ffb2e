"""Days of arrivals, in seconds from their beginning."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Final

DAY: Final = 86_400
HOUR: Final = 3_600
BURST: Final = 10_000
BURST_AT: Final = 12 * HOUR
DELIVERIES: Final = (1_000, 3_000)
"""Files of a delivery, of days that have one each hour."""

BROADCASTER: Final = (*[1] * 6, *[3] * 10, *[12] * 3, *[3] * 5)
"""Weights of the hours: little at night, and what the day's programmes end with in the evening."""

Arrivals = Callable[[int, Random], Iterator[float]]
"""Takes the number of files of the day, which chance varies a little."""


def by_hour(weights: tuple[int, ...]) -> Arrivals:
    """Independent arrivals, at a rate that hours may change.

    Args:
        weights: of the hours of the day, to each other.
    """

    def arrive(files: int, random: Random) -> Iterator[float]:
        for hour, weight in enumerate(weights):
            rate = files * weight / sum(weights) / HOUR
            now = hour * HOUR + random.expovariate(rate)
            while now < (hour + 1) * HOUR:
                yield now
                now += random.expovariate(rate)

    return arrive


def with_bursts(size: int, times: Iterable[int]) -> Arrivals:
    """A steady day, and now and then many files at once, as somebody's archive holds.

    Args:
        size: files of a burst.
        times: of the bursts, in seconds, in their order.
    """

    def arrive(files: int, random: Random) -> Iterator[float]:
        coming = deque(times)
        for now in STEADY(files, random):
            while coming and now > coming[0]:
                yield from [float(coming.popleft())] * size
            yield now

    return arrive


STEADY: Final = by_hour((1,) * 24)
SHAPES: Final[Mapping[str, Arrivals]] = {
    "steady": STEADY,
    "peak": by_hour(BROADCASTER),
    "burst": with_bursts(BURST, [BURST_AT]),
}
HOURLY: Final[Mapping[str, Arrivals]] = {
    f"{size:,} each hour": with_bursts(size, range(0, DAY, HOUR)) for size in DELIVERIES
}
