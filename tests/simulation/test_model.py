from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from simulation.arrivals import DAY, SHAPES
from simulation.days import percentile
from simulation.model import LONG_SECONDS, Outcome, simulate
from simulation.settings import Settings, TargetTracking
from simulation.work import cost
from video_catalog.worker.loop import Timing


def service(
    *, minimum: int = 1, maximum: int = 1, in_flight: int = 1, target: float | None = None
) -> Settings:
    return Settings(
        minimum=minimum,
        maximum=maximum,
        in_flight=in_flight,
        cpu=1.0,
        memory=4.0,
        stop_seconds=120,
        visibility_seconds=300,
        policies=tuple(
            TargetTracking(metric="backlog", target=each, out_cooldown=60, in_cooldown=300)
            for each in ([] if target is None else [target])
        ),
    )


def independent(rate: float, seconds: float, seed: int) -> Iterator[float]:
    random = Random(seed)  # noqa: S311 - no secret
    now = random.expovariate(rate)
    while now < seconds:
        yield now
        now += random.expovariate(rate)


def erlang_c(servers: int, load: float) -> float:
    """Probability that who arrives must wait (A. K. Erlang, 1917)."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 1.6), (4, 3.0), (8, 7.0)])
def test_waits_as_erlang_says(servers: int, load: float) -> None:
    files, rate = 60_000, load
    outcome = simulate(
        service(minimum=servers, maximum=servers),
        lambda random: (random.expovariate(1.0), 0.0),
        independent(rate, files / rate, seed=2),
        seed=3,
        seconds=files / rate,
    )
    mean = sum(outcome.waits) / len(outcome.waits)
    waited = sum(wait > 0 for wait in outcome.waits) / len(outcome.waits)
    assert waited == pytest.approx(erlang_c(servers, load), rel=0.05)
    assert mean == pytest.approx(erlang_c(servers, load) / (servers - load), rel=0.15)


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    at=st.lists(st.floats(0, 3_000), max_size=300).map(sorted),
    seconds=st.floats(0.01, 200),
    minimum=st.integers(1, 3),
    in_flight=st.integers(1, 4),
    target=st.floats(0.5, 20),
    protected=st.booleans(),
)
def test_every_file_is_done_once(
    at: list[float], seconds: float, minimum: int, in_flight: int, target: float, *, protected: bool
) -> None:
    def played() -> Outcome:
        return simulate(
            service(minimum=minimum, maximum=5, in_flight=in_flight, target=target),
            lambda _random: (seconds, 0.1),
            iter(at),
            seed=1,
            seconds=100_000,
            protected=protected,
        )

    outcome = played()
    assert outcome.done == len(at)
    assert len(outcome.waits) == len(at) + outcome.interrupted
    assert all(wait >= 0 for wait in outcome.waits)
    assert all(minimum <= running <= 5 for running in outcome.tasks)
    if protected and seconds < 100:
        assert outcome.interrupted == 0
    assert played() == outcome


def test_scale_in_takes_no_task_that_works_where_it_is_protected() -> None:
    # Files of 10 minutes, longer than the stop timeout, while few enough come to scale in.
    def given_back(*, protected: bool) -> int:
        return simulate(
            service(minimum=1, maximum=4, target=2.0),
            lambda _random: (600.0, 0.0),
            iter([0.0] * 8 + [1_200.0 + 300 * n for n in range(40)]),
            seed=1,
            seconds=DAY,
            protected=protected,
        ).interrupted

    assert given_back(protected=True) == 0
    assert given_back(protected=False) > 0


def test_what_a_task_had_in_flight_when_it_died_comes_again_once_it_is_visible() -> None:
    outcome = simulate(
        service(minimum=1, maximum=1, in_flight=2),
        lambda _random: (100.0, 0.0),
        iter([0.0, 0.0, 1_000.0]),
        seed=1,
        seconds=3_600,
        loses_task_at=50.0,
    )
    assert (outcome.again, outcome.done) == (2, 3)
    # Twice at once; again 300 s after the death at 50 s, by a task that is up since 110 s.
    assert sorted(outcome.waits) == [0.0, 0.0, 0.0, 350.0, 350.0]
    # The one that died, and the one that came for it.
    assert outcome.task_seconds == 60 + (3_600 - 50)


def test_protects_a_task_as_the_worker_does() -> None:
    assert Timing().long == LONG_SECONDS


def test_a_task_that_stops_is_paid_until_its_last_file_is_done() -> None:
    # Files of 20 s, first one each 10 s, for two tasks; then one each 40 s, from a phase on, and a
    # task is stopped: after its file is done, or while it has some seconds left.
    def paid(phase: float) -> float:
        return simulate(
            service(minimum=1, maximum=2, target=1.0),
            lambda _random: (20.0, 0.0),
            iter([10.0 * n for n in range(60)] + [600.0 + phase + 40 * n for n in range(60)]),
            seed=1,
            seconds=7_200,
        ).task_seconds

    assert [paid(phase) - paid(20.0) for phase in (0.0, 5.0, 10.0, 15.0)] == [0, 5, 10, 15]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_day_brings_its_files_in_order(shape: str) -> None:
    times = list(SHAPES[shape](5_000, Random(1)))  # noqa: S311 - no secret
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < DAY
    assert len(times) - (10_000 if shape == "burst" else 0) == pytest.approx(5_000, rel=0.15)


def test_tasks_are_paid_from_their_begin() -> None:
    outcome = simulate(
        service(minimum=2, maximum=2), lambda _: (1.0, 0.0), iter(()), seed=1, seconds=3_600
    )
    assert outcome.task_seconds == 7_200
    prices = {"vcpu_hour": 0.05, "gib_hour": 0.005}
    assert cost(outcome, service(), prices) == pytest.approx(2 * (0.05 + 4 * 0.005))


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([1.0], 50, 1.0), ([1.0, 2.0], 50, 1.0), ([1.0, 2.0], 51, 2.0), (range(1, 101), 99, 99)],
)
def test_percentiles(values: list[float], share: float, expected: float) -> None:
    assert percentile(list(values), share) == expected
