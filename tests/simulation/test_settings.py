from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation.__main__ import main
from simulation.queue_pattern import CONTAINER, template as pattern_template
from simulation.settings import Settings, Steps, TargetTracking, TemplateError, read
from tests.synthesis import properties_by, resources, template
from video_catalog.worker.loop import Timing

POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"

OURS = Settings(
    minimum=2,
    maximum=50,
    in_flight=4,
    cpu=1.0,
    memory=4.0,
    stop_seconds=120,
    visibility_seconds=120,
    policies=(
        TargetTracking(metric="backlog", target=2, out_cooldown=60, in_cooldown=300),
        Steps(
            periods=1, above=True, threshold=1600, steps=((1600, float("inf"), 50),), cooldown=60
        ),
    ),
)


def test_reads_the_stack() -> None:
    assert read(template(profile="production"), "worker") == OURS
    assert OURS.visibility_seconds == Timing().visibility


def test_reads_the_pattern_of_the_cdk() -> None:
    found = read(pattern_template(OURS), CONTAINER)
    assert (found.minimum, found.maximum, found.in_flight, found.cpu) == (2, 50, 4, 1.0)
    assert found.policies == (
        TargetTracking(metric="cpu", target=50, out_cooldown=300, in_cooldown=300),
        Steps(periods=5, above=False, threshold=0, steps=((float("-inf"), 0, -1),), cooldown=300),
        Steps(
            periods=5,
            above=True,
            threshold=100,
            steps=((100, 500, 1), (500, float("inf"), 5)),
            cooldown=300,
        ),
    )


def test_reads_another_burst() -> None:
    document = copy.deepcopy(template(profile="production"))
    burst(document)["StepScalingPolicyConfiguration"] = {
        "AdjustmentType": "ChangeInCapacity",
        "StepAdjustments": [
            {
                "MetricIntervalLowerBound": 3,
                "MetricIntervalUpperBound": 9,
                "ScalingAdjustment": 4,
            },
            {"MetricIntervalLowerBound": 9, "ScalingAdjustment": 8},
        ],
    }
    burst_alarm(document).update(Threshold=70, Period=120, EvaluationPeriods=2)
    assert read(document, "worker").policies[1:] == (
        Steps(
            periods=4,
            above=True,
            threshold=70,
            steps=((73, 79, 4), (79, float("inf"), 8)),
            cooldown=300,
        ),
    )


def burst(document: dict[str, Any]) -> dict[str, Any]:
    return properties_by(document, POLICY, "PolicyName")["scaling-policy-worker-burst-dev"]


def burst_alarm(document: dict[str, Any]) -> dict[str, Any]:
    return properties_by(document, "AWS::CloudWatch::Alarm", "AlarmName")["alarm-worker-burst-dev"]


def exact(document: dict[str, Any]) -> None:
    burst(document)["StepScalingPolicyConfiguration"]["AdjustmentType"] = "ExactCapacity"


def strictly_above(document: dict[str, Any]) -> None:
    burst_alarm(document)["ComparisonOperator"] = "GreaterThanThreshold"


def another_alarm(document: dict[str, Any]) -> None:
    burst_alarm(document)["AlarmActions"] = []


def another_metric(document: dict[str, Any]) -> None:
    burst_alarm(document)["MetricName"] = "NumberOfMessagesSent"


def without_policies(document: dict[str, Any]) -> None:
    for name in resources(document, POLICY):
        del document["Resources"][name]


def another_expression(document: dict[str, Any]) -> None:
    policy = properties_by(document, POLICY, "PolicyName")["scaling-policy-worker-backlog-dev"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    tracking["CustomizedMetricSpecification"]["Metrics"][-1]["Expression"] = "visible"


def without_queue(document: dict[str, Any]) -> None:
    for each in resources(document, "AWS::SQS::Queue").values():
        each["Properties"].pop("RedrivePolicy", None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document.clear(), "AWS::ECS::TaskDefinition: 0 for the queue's work"),
        (without_policies, "no policy scales it; expected one at least"),
        (another_expression, r"scales by \['visible'\]; expected ECSServiceAverageCPU"),
        (without_queue, "AWS::SQS::Queue: 0 for the queue's work; expected one"),
        (exact, r"adjusts by ExactCapacity; expected ChangeInCapacity\.$"),
        (strictly_above, "its alarm is GreaterThanThreshold; expected GreaterThanOrEqual"),
        (another_alarm, "no alarm on ApproximateNumberOfMessagesVisible has it act"),
        (another_metric, "no alarm on ApproximateNumberOfMessagesVisible has it act"),
    ],
)
def test_says_what_it_can_not_read(change: Callable[[dict[str, Any]], Any], message: str) -> None:
    document = copy.deepcopy(template(profile="production"))
    change(document)
    with pytest.raises(TemplateError, match=message):
        read(document, "worker")


@pytest.mark.parametrize("content", ["{}", "{", None])
def test_a_file_that_is_no_template_ends_in_a_line(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "template.json"
    if content is not None:
        path.write_text(content)
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{path}: ")
    assert said.count("\n") == 1


def test_what_was_measured_is_of_the_kinds_that_are_delivered() -> None:
    measured = json.loads(Path("simulation/job_times.json").read_text())
    assert {Path(name).suffix for name in measured} == {
        ".mp4", ".mov", ".mkv", ".webm", ".ts", ".mxf"
    }  # fmt: skip
