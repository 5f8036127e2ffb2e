"""The days that are played, and what is said of each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from tqdm import tqdm

from simulation.arrivals import DAY, HOURLY, SHAPES
from simulation.model import Outcome, simulate
from simulation.settings import Policy, Settings, Steps, TargetTracking, TemplateError
from simulation.work import cost, load, measured_work

SEED: Final = 1
AFTER: Final = 7_200
"""Seconds that are looked at after the day: what came late is done then."""

LOSES_TASK_AT: Final = DAY / 2 + 190
"""In seconds: while a burst is worked on."""

VOLUMES: Final = (1_000, 10_000, 100_000, 1_000_000)
SHARES: Final = (0.25, 0.5, 0.75, 0.9, 1.0, 2.0, 5.0, 10.0)
"""Of a task's slots: targets that are tried."""

WAITING: Final = (50, 100, 200, 400)
"""Files for each slot of the fewest tasks: thresholds that are tried."""

ADDED: Final = (5, 10, 20)
"""Tasks that a burst starts, beside all: tried."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day to play.

    Attributes:
        policy: who scales, for the tables.
        shape: of the arrivals.
        files: of the day.
        settings: of the service.
        protected: whether tasks that work are protected from scale-in.
    """

    policy: str
    shape: str
    files: int
    settings: Settings
    protected: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a day was like.

    Attributes:
        day: that was played.
        files: done.
        p50: seconds from a file's arrival to its begin, of one in two.
        p90: of nine in ten.
        p99: of ninety-nine in a hundred.
        longest: of all.
        most_tasks: at once.
        mean_tasks: on average.
        interrupted: files that a stopping task gave back.
        again: files that came again after a task had died.
        cost: of the tasks, in the currency of the prices.
        tasks: running, by minute.
    """

    day: Day
    files: int
    p50: float
    p90: float
    p99: float
    longest: float
    most_tasks: int
    mean_tasks: float
    interrupted: int
    again: int
    cost: float
    tasks: tuple[int, ...]


def play(day: Day) -> Told:
    """Simulate a day."""
    arrive = {**SHAPES, **HOURLY}[day.shape]
    arrivals = arrive(day.files, Random(SEED))  # noqa: S311 - no secret
    outcome = simulate(
        day.settings,
        measured_work(),
        arrivals,
        seed=SEED,
        seconds=DAY + AFTER,
        protected=day.protected,
        loses_task_at=LOSES_TASK_AT,
    )
    return _told(day, outcome)


def _told(day: Day, outcome: Outcome) -> Told:
    waits = sorted(outcome.waits)
    tasks = outcome.tasks[: DAY // 60]
    return Told(
        day=day,
        files=outcome.done,
        p50=percentile(waits, 50),
        p90=percentile(waits, 90),
        p99=percentile(waits, 99),
        longest=waits[-1],
        most_tasks=max(tasks),
        mean_tasks=sum(tasks) / len(tasks),
        interrupted=outcome.interrupted,
        again=outcome.again,
        cost=cost(outcome, day.settings, load("prices.json")),
        tasks=tuple(tasks),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that so many per cent do not exceed."""
    return ordered[max(0, -(-len(ordered) * share // 100).__int__() - 1)]


def play_all(days: Sequence[Day]) -> list[Told]:
    """Simulate days, several at once, with a progress bar."""
    # The longest first: none is left alone at the end.
    order = sorted(range(len(days)), key=lambda number: -days[number].files)
    with ProcessPoolExecutor() as executor:
        played = tqdm(
            executor.map(play, [days[number] for number in order]),
            total=len(days),
            desc="Playing days",
            unit="day",
            disable=None,
        )
        told = dict(zip(order, played, strict=True))
    return [told[number] for number in range(len(days))]


def targets(settings: Settings) -> list[Day]:
    """A broadcaster's day of a million files, with one target after the other."""
    return [
        Day(
            policy=f"{share:g}",
            shape="peak",
            files=VOLUMES[-1],
            settings=replace(settings, policies=tuple(_aimed(settings, share))),
            protected=True,
        )
        for share in SHARES
    ]


def _aimed(settings: Settings, share: float) -> Iterator[Policy]:
    for policy in settings.policies:
        if isinstance(policy, TargetTracking):
            yield replace(policy, target=share * settings.in_flight)
        else:
            yield policy


def thresholds(settings: Settings) -> list[Day]:
    """Days of deliveries, with one threshold of a burst after the other, and with none."""
    slots = settings.minimum * settings.in_flight
    tried = {f"{each}": _stepped(settings, each * slots, settings.maximum) for each in WAITING}
    return [
        Day(policy=policy, shape=shape, files=VOLUMES[1], settings=each, protected=True)
        for shape in HOURLY
        for policy, each in {**tried, "none": _tracked(settings)}.items()
    ]


def steps(settings: Settings) -> list[Day]:
    """A day with a burst, which starts so many tasks, and none by itself."""
    threshold = _burst(settings).threshold
    tried = {str(each): _stepped(settings, threshold, each) for each in (*ADDED, settings.maximum)}
    return [
        Day(policy=policy, shape="burst", files=VOLUMES[1], settings=each, protected=True)
        for policy, each in {**tried, "none": _tracked(settings)}.items()
    ]


def _burst(settings: Settings) -> Steps:
    found = [each for each in settings.policies if isinstance(each, Steps)]
    if len(found) != 1:
        raise TemplateError(f"{len(found)} step policies scale the worker; expected one.")
    return found[0]


def _tracked(settings: Settings) -> Settings:
    policies = [each for each in settings.policies if not isinstance(each, Steps)]
    return replace(settings, policies=tuple(policies))


def _stepped(settings: Settings, threshold: float, added: int) -> Settings:
    tracked = _tracked(settings)
    burst = replace(_burst(settings), threshold=threshold, steps=((threshold, math.inf, added),))
    return replace(tracked, policies=(*tracked.policies, burst))
