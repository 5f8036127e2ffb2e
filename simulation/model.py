"""A service on a queue: files arrive, tasks start and stop, slots work."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import simpy

from simulation.scaling import Minute, Scaling
from simulation.settings import Settings

MINUTE: Final = 60.0
SAMPLES: Final = 6
"""Of queue and tasks, in a minute."""

METRIC_DELAY: Final = 60.0
"""Seconds until CloudWatch has the figures of a minute."""

START_SECONDS: Final = 60.0
"""From the wish for a task until it takes files: placement, the image's download, the start."""

LONG_SECONDS: Final = 30.0
"""For how long a file is worked on before its task is protected: `Timing.long` of the worker."""

DIED: Final = "died"
"""Why a file is interrupted that nobody gives back."""

Work = Callable[[Random], tuple[float, float]]
"""Of one file: seconds of waiting for others, seconds of one processor."""

Process = Generator[simpy.Event, Any, None]


@dataclass(kw_only=True)
class Outcome:
    """What a day was like.

    Attributes:
        waits: seconds of each file from its arrival to its begin.
        tasks: running at the end of each minute.
        task_seconds: paid for.
        interrupted: files that a stopping task gave back.
        again: files that a task had in flight when it died.
        done: files.
        done_at: when the last of those was done, in seconds.
    """

    waits: array[float] = field(default_factory=lambda: array("d"))
    tasks: list[int] = field(default_factory=list)
    task_seconds: float = 0.0
    interrupted: int = 0
    again: int = 0
    done: int = 0
    done_at: float = 0.0


class Task:
    """A task of the service, from its begin to its end."""

    def __init__(self, begun: float) -> None:
        self.begun = begun
        self.up = False
        self.stopped_at: float | None = None
        self.busy: dict[simpy.Process, float] = {}
        self.processor_free_at = 0.0


class Service:
    """A queue with tasks that work on it."""

    def __init__(
        self, environment: simpy.Environment, settings: Settings, work: Work, random: Random,
        *, protected: bool = True,
    ) -> None:  # fmt: skip
        """Build the service with the minimum of tasks, which are up.

        Args:
            environment: of the simulation.
            settings: of the service.
            work: what a file takes.
            random: chance.
            protected: whether tasks that work on long files are protected from scale-in.
        """
        self.outcome = Outcome()
        self._environment = environment
        self._settings = settings
        self._work = work
        self._random = random
        self._protected = protected
        self._visible: deque[float] = deque()
        self._idle: deque[tuple[Task, simpy.Event]] = deque()
        self._tasks: list[Task] = []
        self._in_flight = 0
        self._processor_seconds = 0.0
        self._desired = settings.minimum
        for _ in range(settings.minimum):
            environment.process(self._run_task(0.0))

    def arrive(self, arrivals: Iterator[float]) -> Process:
        """Files come."""
        for at in arrivals:
            if at > self._environment.now:
                yield self._environment.timeout(at - self._environment.now)
            self._put(self._environment.now)

    def scale(self, scaling: Scaling) -> Process:
        """Look at each minute, a little later, and want more tasks or fewer."""
        while True:
            minute = yield from self._minute()
            self.outcome.tasks.append(self._running())
            self._environment.process(self._decide(scaling, minute))

    def lose_task(self, at: float) -> Process:
        """The busiest task dies, as its host might; ECS starts another."""
        yield self._environment.timeout(at)
        up = [task for task in self._tasks if task.up]
        if up:
            task = max(up, key=lambda each: len(each.busy))
            self._remove(task)
            for process in task.busy:
                process.interrupt(DIED)
            self._environment.process(self._run_task(START_SECONDS))

    def _come_again(self, arrived: float) -> Process:
        yield self._environment.timeout(self._settings.visibility_seconds)
        self._in_flight -= 1
        self._put(arrived)

    def _minute(self) -> Generator[simpy.Event, Any, Minute]:
        visible = in_flight = running = 0
        before = self._processor_seconds
        for _ in range(SAMPLES):
            yield self._environment.timeout(MINUTE / SAMPLES)
            visible += len(self._visible)
            in_flight += self._in_flight
            running += self._running()
        capacity = running / SAMPLES * self._settings.cpu * MINUTE
        used = self._processor_seconds - before
        return Minute(
            visible=visible / SAMPLES,
            in_flight=in_flight / SAMPLES,
            running=running / SAMPLES,
            cpu=min(100.0, 100 * used / capacity) if capacity else 0.0,
        )

    def _decide(self, scaling: Scaling, minute: Minute) -> Process:
        yield self._environment.timeout(METRIC_DELAY)
        self._desired = scaling.decide(minute, self._desired, self._environment.now)
        for _ in range(self._desired - len(self._tasks)):
            self._environment.process(self._run_task(START_SECONDS))
        self._stop_surplus()

    def _running(self) -> int:
        return sum(task.up for task in self._tasks)

    def _put(self, arrived: float) -> None:
        while self._idle:
            task, ready = self._idle.popleft()
            if task.stopped_at is None:
                self._take(arrived)
                ready.succeed(arrived)
                return
        self._visible.append(arrived)

    def _take(self, arrived: float) -> None:
        self._in_flight += 1
        self.outcome.waits.append(self._environment.now - arrived)

    def _run_task(self, start: float) -> Process:
        task = Task(self._environment.now)
        self._tasks.append(task)
        yield self._environment.timeout(start)
        if task.stopped_at is not None:
            return
        task.up = True
        for _ in range(self._settings.in_flight):
            self._environment.process(self._run_slot(task))

    def _run_slot(self, task: Task) -> Process:
        process = self._environment.active_process
        assert process is not None  # noqa: S101 - it runs
        while task.stopped_at is None:
            if self._visible:
                arrived = self._visible.popleft()
                self._take(arrived)
            else:
                ready = self._environment.event()
                self._idle.append((task, ready))
                arrived = yield ready
            task.busy[process] = self._environment.now
            try:
                yield self._environment.timeout(self._seconds(task))
            except simpy.Interrupt as interrupt:
                self._interrupt(arrived, interrupt.cause)
                return
            del task.busy[process]
            self._in_flight -= 1
            self._pay_for_stopping(task)
            self.outcome.done += 1
            self.outcome.done_at = self._environment.now
            self._stop_surplus()

    def _interrupt(self, arrived: float, cause: object) -> None:
        if cause == DIED:
            self.outcome.again += 1
            self._environment.process(self._come_again(arrived))
        else:
            self.outcome.interrupted += 1
            self._in_flight -= 1
            self._put(arrived)

    def _seconds(self, task: Task) -> float:
        """Until a file is done; those of a task share its processors."""
        waiting, processing = self._work(self._random)
        self._processor_seconds += processing
        now = self._environment.now
        begun = max(now + waiting, task.processor_free_at)
        task.processor_free_at = begun + processing / self._settings.cpu
        return task.processor_free_at - now

    def _stop_surplus(self) -> None:
        surplus = len(self._tasks) - self._desired
        if surplus <= 0:
            return
        # Of those without protection ECS takes any: it does not know which of them work.
        free = [task for task in self._tasks if not (self._protected and self._works_long(task))]
        for task in sorted(free, key=lambda each: each.up)[:surplus]:
            self._stop(task)

    def _works_long(self, task: Task) -> bool:
        now = self._environment.now
        return now - min(task.busy.values(), default=now) >= LONG_SECONDS

    def _stop(self, task: Task) -> None:
        self._remove(task)
        if task.busy:
            self._environment.process(self._kill(task))

    def _remove(self, task: Task) -> None:
        task.stopped_at = self._environment.now
        self._tasks.remove(task)
        self.outcome.task_seconds += max(self._environment.now - task.begun, MINUTE)

    def _pay_for_stopping(self, task: Task) -> None:
        if task.stopped_at is not None and not task.busy:
            self.outcome.task_seconds += self._environment.now - task.stopped_at

    def _kill(self, task: Task) -> Process:
        yield self._environment.timeout(self._settings.stop_seconds)
        if task.busy:
            self.outcome.task_seconds += self._settings.stop_seconds
        for process in task.busy:
            process.interrupt()

    def close(self) -> None:
        """The day is over: what still runs is paid for until now."""
        for task in self._tasks:
            self.outcome.task_seconds += max(self._environment.now - task.begun, MINUTE)


def simulate(
    settings: Settings,
    work: Work,
    arrivals: Iterator[float],
    *,
    seed: int,
    seconds: float,
    protected: bool = True,
    loses_task_at: float | None = None,
    progress: Callable[[float], object] = lambda _seconds: None,
) -> Outcome:
    """What a day is like.

    Args:
        settings: of the service.
        work: what a file takes.
        arrivals: times of the files, in seconds, in their order.
        seed: of chance.
        seconds: how long it is looked at.
        protected: whether tasks that work on long files are protected from scale-in.
        loses_task_at: when a task dies, in seconds; by default none does.
        progress: is told the time now and then.
    """
    environment = simpy.Environment()
    service = Service(environment, settings, work, Random(seed), protected=protected)  # noqa: S311 - no secret
    environment.process(service.arrive(arrivals))
    environment.process(service.scale(Scaling(settings)))
    if loses_task_at is not None:
        environment.process(service.lose_task(loses_task_at))
    step = seconds / 100
    for number in range(1, 101):
        environment.run(until=number * step)
        progress(environment.now)
    service.close()
    return service.outcome
