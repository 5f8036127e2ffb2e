"""Days of arrivals, in seconds from their beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

DAY: Final = 86_400
HOUR: Final = 3_600
BURST: Final = 10_000
BURST_AT: Final = 12 * HOUR

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


def with_burst(files: int, random: Random) -> Iterator[float]:
    """A steady day, and at noon as many at once as somebody's archive holds."""
    burst = False
    for now in STEADY(files, random):
        if now > BURST_AT and not burst:
            burst = True
            yield from [float(BURST_AT)] * BURST
        yield now


STEADY: Final = by_hour((1,) * 24)
SHAPES: Final[Mapping[str, Arrivals]] = {
    "steady": STEADY,
    "peak": by_hour(BROADCASTER),
    "burst": with_burst,
}
