"""What the stack aims at, on days that are short enough to be played here."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from simulation.__main__ import main
from simulation.days import Day, Told, play, steps, targets, thresholds
from simulation.settings import Settings, Steps, TargetTracking, read
from tests.synthesis import resources, template


def ours() -> Settings:
    return read(template(profile="production"), "worker")


def tracked() -> Settings:
    policies = [each for each in ours().policies if isinstance(each, TargetTracking)]
    return replace(ours(), policies=tuple(policies))


def day(shape: str, files: int, settings: Settings) -> Told:
    return play(
        Day(policy="ours", shape=shape, files=files, settings=settings, protected=True),
    )


@pytest.mark.parametrize(("files", "again"), [(1_000, 0), (10_000, 4), (100_000, 4)])
def test_a_burst_waits_for_less_than_five_minutes(files: int, again: int) -> None:
    told = day("burst", files, ours())
    assert told.p99 < 300
    assert told.longest < 1_800
    assert told.interrupted == 0
    # Up once, and down once; one dies meanwhile, with all that it has in flight, if anything.
    assert [tasks for tasks, _ in groupby(told.tasks)] == [2, 50, 49, 50, 2]
    assert told.again == again
    # What comes again waits for the queue besides.
    assert (told.longest >= told.p99 + ours().visibility_seconds / 2) == bool(again)


def test_tracking_alone_needs_longer() -> None:
    assert day("burst", 10_000, tracked()).p99 > 300


@pytest.mark.parametrize("shape", ["steady", "peak", "1,000 each hour"])
def test_days_without_a_burst_are_as_without_its_policy(shape: str) -> None:
    both = [day(shape, 10_000, settings) for settings in (ours(), tracked())]
    assert both[0].tasks == both[1].tasks
    assert both[0].cost == both[1].cost


def test_what_is_tried_differs_from_the_stack_in_that_alone() -> None:
    tracking, burst = ours().policies
    assert isinstance(tracking, TargetTracking)
    assert isinstance(burst, Steps)
    tried = {
        function.__name__: {
            each.policy: replace(each.settings, policies=()) == replace(ours(), policies=())
            and each.settings.policies
            for each in function(ours())
        }
        for function in (targets, thresholds, steps)
    }
    assert tried["targets"] == {
        f"{share:g}": (replace(tracking, target=4 * share), burst)
        for share in (0.25, 0.5, 0.75, 0.9, 1, 2, 5, 10)
    }
    assert tried["thresholds"] == {
        **{
            str(files): (
                tracking,
                replace(burst, threshold=8 * files, steps=((8 * files, float("inf"), 50),)),
            )
            for files in (50, 100, 200, 400)
        },
        "none": (tracking,),
    }
    assert tried["steps"] == {
        **{
            str(tasks): (tracking, replace(burst, steps=((1600, float("inf"), tasks),)))
            for tasks in (5, 10, 20, 50)
        },
        "none": (tracking,),
    }


def test_bursts_are_tried_where_one_policy_answers_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = copy.deepcopy(template(profile="production"))
    (name,) = (
        key
        for key, each in resources(document, "AWS::ApplicationAutoScaling::ScalingPolicy").items()
        if each["Properties"]["PolicyType"] == "StepScaling"
    )
    del document["Resources"][name]
    path = tmp_path / "template.json"
    path.write_text(json.dumps(document))
    assert main([str(path)]) == 1
    assert capsys.readouterr().err == (f"{path}: 0 step policies scale the worker; expected one.\n")
