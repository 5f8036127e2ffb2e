"""Application Auto Scaling as AWS documents it: alarms over minutes, and what they have done.

https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulation.settings import Policy, Settings, Steps, TargetTracking

HIGH_MINUTES: Final = 3
LOW_MINUTES: Final = 15
LOW_SHARE: Final = 0.9
"""Of the target; an alarm below keeps a service from swinging."""


@dataclass(frozen=True, kw_only=True)
class Minute:
    """What CloudWatch knows of a minute.

    Attributes:
        visible: messages, on average.
        in_flight: messages, on average.
        running: tasks, on average.
        cpu: of the running tasks, in per cent.
    """

    visible: float
    in_flight: float
    running: float
    cpu: float

    def value(self, metric: str) -> float:
        """A metric's."""
        if metric == "cpu":
            return self.cpu
        return (self.visible + self.in_flight) / max(self.running, 1)


class Scaling:
    """Decides each minute how many tasks there should be."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._minutes: deque[Minute] = deque(maxlen=LOW_MINUTES)
        self._out_at = self._in_at = -math.inf
        self._added: dict[Steps, tuple[float, int]] = {}
        """By steps upwards: when, and how many tasks."""

    def decide(self, minute: Minute, desired: int, now: float) -> int:
        """The number of tasks from now on.

        Args:
            minute: that has just become known.
            desired: the number until now.
            now: in seconds.
        """
        self._minutes.append(minute)
        wishes = [self._wish(policy, desired, now) for policy in self._settings.policies]
        # Of several that want a change, the largest number.
        wish = max((each for each in wishes if each is not None), default=desired)
        wish = max(self._settings.minimum, min(self._settings.maximum, wish))
        if wish > desired:
            self._out_at = now
        elif wish < desired:
            self._in_at = now
        return wish

    def _wish(self, policy: Policy, desired: int, now: float) -> int | None:
        if isinstance(policy, Steps):
            return self._step(policy, desired, now)
        return self._track(policy, desired, now)

    def _track(self, policy: TargetTracking, desired: int, now: float) -> int | None:
        values = [minute.value(policy.metric) for minute in self._minutes]
        last = self._minutes[-1]
        needed = math.ceil(last.running * values[-1] / policy.target)
        if _all_last(HIGH_MINUTES, [value > policy.target for value in values]):
            waits = now < self._out_at + policy.out_cooldown
            return None if waits else max(desired, needed)
        if _all_last(LOW_MINUTES, [value < LOW_SHARE * policy.target for value in values]):
            waits = now < max(self._out_at, self._in_at) + policy.in_cooldown
            return None if waits else min(desired, needed)
        return None

    def _step(self, policy: Steps, desired: int, now: float) -> int | None:
        recent = list(self._minutes)[-policy.periods :]
        value = max(minute.visible for minute in recent)
        alarm = value >= policy.threshold if policy.above else value <= policy.threshold
        if not alarm or len(recent) < policy.periods:
            return None
        changes = [
            change
            for lower, upper, change in policy.steps
            if (lower <= value < upper if policy.above else lower < value <= upper)
        ]
        if not changes:
            return None
        if changes[0] > 0:
            return self._add(policy, changes[0], desired, now)
        waits = now < max(self._out_at, self._in_at) + policy.cooldown
        return None if waits else desired + changes[0]

    def _add(self, policy: Steps, change: int, desired: int, now: float) -> int | None:
        added_at, added = self._added.get(policy, (-math.inf, 0))
        # While it cools down, what it has added counts; other policies don't hold it up.
        missing = change - added if now < added_at + policy.cooldown else change
        if missing <= 0 or desired >= self._settings.maximum:
            return None
        self._added[policy] = (now, change)
        return desired + missing


def _all_last(count: int, states: Sequence[bool]) -> bool:
    return len(states) >= count and all(states[-count:])
