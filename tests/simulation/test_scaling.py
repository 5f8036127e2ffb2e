from __future__ import annotations

from dataclasses import replace

import pytest

from simulation.scaling import Minute, Scaling
from simulation.settings import Policy, Settings, Steps, TargetTracking

BACKLOG = TargetTracking(metric="backlog", target=10, out_cooldown=60, in_cooldown=300)
CPU = TargetTracking(metric="cpu", target=50, out_cooldown=300, in_cooldown=300)
LOWER = Steps(periods=1, above=False, threshold=0, steps=((float("-inf"), 0, -1),), cooldown=0)
UPPER = Steps(
    periods=1, above=True, threshold=100, steps=((100, 500, 1), (500, float("inf"), 5)), cooldown=0
)
SLOW = replace(UPPER, cooldown=180)
BURST = replace(UPPER, steps=((100, float("inf"), 20),), cooldown=60)


def minute(visible: float = 0, in_flight: float = 0, cpu: float = 0, running: float = 2) -> Minute:
    return Minute(visible=visible, in_flight=in_flight, running=running, cpu=cpu)


@pytest.mark.parametrize(
    ("policies", "minutes", "expected"),
    [
        pytest.param([BACKLOG], [minute(80)] * 2, [2, 2], id="two minutes are no alarm"),
        pytest.param([BACKLOG], [minute(80)] * 3, [2, 2, 8], id="three are, in proportion"),
        pytest.param([BACKLOG], [minute(60, 20)] * 3, [2, 2, 8], id="what is in flight counts"),
        pytest.param([BACKLOG], [minute(900)] * 3, [2, 2, 20], id="no more than the maximum"),
        pytest.param([BACKLOG], [minute(20)] * 20, [2] * 20, id="at the target nothing changes"),
        pytest.param([BACKLOG], [minute(19)] * 20, [2] * 20, id="nor a little below"),
        pytest.param(
            [BACKLOG], [minute(80)] * 3 + [minute(0)] * 15, [2, 2] + [8] * 15 + [1],
            id="fifteen minutes below take tasks away",
        ),
        pytest.param(
            [BACKLOG], [minute(80)] * 3 + [minute(0)] * 14 + [minute(20)], [2, 2] + [8] * 16,
            id="fourteen do not",
        ),
        pytest.param([CPU], [minute(cpu=100)] * 3, [2, 2, 4], id="the processor"),
        pytest.param([UPPER], [minute(100), minute(499), minute(500)], [3, 4, 9], id="steps"),
        pytest.param([LOWER], [minute(1), minute(0), minute(0)], [2, 1, 1], id="steps down"),
        pytest.param([LOWER, CPU], [minute(cpu=100)] * 3, [1, 1, 4], id="the largest wish"),
        pytest.param(
            [SLOW], [minute(100)] * 4, [3, 3, 3, 4], id="the same step waits for the cooldown"
        ),
        pytest.param(
            [SLOW], [minute(100), minute(500), minute(500)], [3, 7, 7],
            id="a larger one adds what is missing",
        ),
        pytest.param(
            [LOWER, BURST], [minute(0), minute(100)], [1, 20], id="scale-in holds up no step"
        ),
        pytest.param(
            [replace(BURST, steps=((200, float("inf"), 20),))], [minute(199), minute(200)], [2, 20],
            id="an alarm without a step",
        ),
        pytest.param([BACKLOG, BURST], [minute(100)], [20], id="a burst after a minute"),
        pytest.param([BACKLOG, BURST], [minute(99)] * 3, [2, 2, 10], id="one file less is none"),
        pytest.param(
            [BACKLOG, BURST], [minute(100)] + [minute(0)] * 15, [20] * 15 + [1],
            id="tracking takes away what a burst has started",
        ),
    ],
)  # fmt: skip
def test_decides(policies: list[Policy], minutes: list[Minute], expected: list[int]) -> None:
    scaling = Scaling(
        Settings(
            minimum=1, maximum=20, in_flight=4, cpu=1, memory=4, stop_seconds=120,
            visibility_seconds=300, policies=tuple(policies),
        )
    )  # fmt: skip
    desired, decided = 2, []
    for number, each in enumerate(minutes):
        desired = scaling.decide(each, desired, 60.0 * number)
        decided.append(desired)
    assert decided == expected
