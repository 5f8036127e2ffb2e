"""What a file takes, and what a task costs: from what was measured, assumed and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

from simulation.arrivals import HOUR
from simulation.model import Outcome, Work
from simulation.settings import Settings

FOLDER: Final = Path(__file__).parent
SHAPE: Final = 4.0
"""Of the gamma distribution of requests: one in a hundred takes two and a half times as long."""


def load(name: str) -> Any:  # noqa: ANN401 - as JSON has it
    """A document of this folder."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def measured_work() -> Work:
    """Files of every kind that was measured, as many of each."""
    kinds = [
        (each["processor_seconds"], each["requests"]) for each in load("job_times.json").values()
    ]
    assumed = {name: each["value"] for name, each in load("assumptions.json").items()}

    def work(random: Random) -> tuple[float, float]:
        processing, requests = random.choice(kinds)
        waiting = random.gammavariate(SHAPE * requests, assumed["request_seconds"] / SHAPE)
        return waiting + assumed["other_seconds"], processing * assumed["processor_factor"]

    return work


def cost(outcome: Outcome, settings: Settings, prices: Mapping[str, Any]) -> float:
    """Of the tasks, in the currency of the prices."""
    hourly = settings.cpu * prices["vcpu_hour"] + settings.memory * prices["gib_hour"]
    return float(outcome.task_seconds / HOUR * hourly)
