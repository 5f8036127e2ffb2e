"""What a template says of a service that works on a queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Resource = Mapping[str, Any]

BACKLOG: Final = "(visible + in_flight) / IF(running < 1, 1, running)"
"""The metric math of the worker's policy; the model knows this one and ECS's CPU."""

CPU: Final = "ECSServiceAverageCPUUtilization"
VISIBLE: Final = "ApproximateNumberOfMessagesVisible"
CHANGE: Final = "ChangeInCapacity"
ABOVE: Final = "GreaterThanOrEqualToThreshold"
BELOW: Final = "LessThanOrEqualToThreshold"


class TemplateError(Exception):
    """A template is not what the simulation can read; the message says where."""


@dataclass(frozen=True, kw_only=True)
class TargetTracking:
    """Keeps a metric at a target.

    Attributes:
        metric: `backlog` for each running task, or `cpu` in per cent.
        target: value of the metric.
        out_cooldown: seconds.
        in_cooldown: seconds.
    """

    metric: str
    target: float
    out_cooldown: float
    in_cooldown: float


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Changes the number of tasks by the queue's visible messages.

    Attributes:
        periods: minutes that the alarm needs.
        above: whether the alarm is for too many messages, or for too few.
        threshold: of the alarm, in messages.
        steps: lower bound, upper bound, and change of the number, by messages.
        cooldown: seconds.
    """

    periods: int
    above: bool
    threshold: float
    steps: tuple[tuple[float, float, int], ...]
    cooldown: float


Policy = TargetTracking | Steps


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A service and its queue.

    Attributes:
        minimum: of tasks.
        maximum: of tasks.
        in_flight: files of one task.
        cpu: vCPUs of a task.
        memory: GiB of a task.
        stop_seconds: from SIGTERM to SIGKILL.
        visibility_seconds: after which the files of a task that died come again.
        policies: that scale it.
    """

    minimum: int
    maximum: int
    in_flight: int
    cpu: float
    memory: float
    stop_seconds: float
    visibility_seconds: float
    policies: tuple[Policy, ...]


def read(template: Mapping[str, Any], container: str) -> Settings:
    """What a template says.

    Args:
        template: CloudFormation's, as synthesised.
        container: name of the container that works on the queue.

    Raises:
        TemplateError: something is absent, or of another kind than the model knows.
    """
    name, definition = _one(
        template,
        "AWS::ECS::TaskDefinition",
        lambda each: container in [one["Name"] for one in each["ContainerDefinitions"]],
    )
    service, _ = _one(
        template, "AWS::ECS::Service", lambda each: each["TaskDefinition"] == {"Ref": name}
    )
    # It is named by an attribute of the service.
    target, sizes = _one(
        template,
        "AWS::ApplicationAutoScaling::ScalableTarget",
        lambda each: f'"{service}"' in json.dumps(each["ResourceId"]),
    )
    _, queue = _one(template, "AWS::SQS::Queue", lambda each: "RedrivePolicy" in each)
    (main,) = (one for one in definition["ContainerDefinitions"] if one["Name"] == container)
    variables = {each["Name"]: each["Value"] for each in main.get("Environment", ())}
    return Settings(
        minimum=sizes["MinCapacity"],
        maximum=sizes["MaxCapacity"],
        in_flight=int(variables.get("WORKER_CONCURRENCY", 1)),
        cpu=int(definition["Cpu"]) / 1024,
        memory=int(definition["Memory"]) / 1024,
        stop_seconds=main.get("StopTimeout", 30),
        visibility_seconds=queue.get("VisibilityTimeout", 30),
        policies=_policies(template, target),
    )


def _policies(template: Mapping[str, Any], target: str) -> tuple[Policy, ...]:
    alarms = list(_all(template, "AWS::CloudWatch::Alarm").values())
    policies = tuple(
        _policy(name, properties, alarms)
        for name, properties in _all(template, "AWS::ApplicationAutoScaling::ScalingPolicy").items()
        if properties["ScalingTargetId"] == {"Ref": target}
    )
    if not policies:
        raise TemplateError(f"{target}: no policy scales it; expected one at least.")
    return policies


def _policy(name: str, properties: Resource, alarms: list[Resource]) -> Policy:
    if properties["PolicyType"] == "StepScaling":
        return _steps(name, properties["StepScalingPolicyConfiguration"], alarms)
    tracking = properties["TargetTrackingScalingPolicyConfiguration"]
    return TargetTracking(
        metric=_metric(name, tracking),
        target=tracking["TargetValue"],
        out_cooldown=tracking.get("ScaleOutCooldown", 300),
        in_cooldown=tracking.get("ScaleInCooldown", 300),
    )


def _metric(name: str, tracking: Resource) -> str:
    predefined = tracking.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType")
    if predefined == CPU:
        return "cpu"
    metrics = tracking.get("CustomizedMetricSpecification", {}).get("Metrics", ())
    expressions = [each["Expression"] for each in metrics if "Expression" in each]
    if expressions == [BACKLOG]:
        return "backlog"
    raise TemplateError(
        f"{name}: scales by {predefined or expressions}; expected {CPU} or {BACKLOG}."
    )


def _steps(name: str, steps: Resource, alarms: list[Resource]) -> Steps:
    alarm = next((each for each in alarms if {"Ref": name} in each.get("AlarmActions", ())), None)
    if alarm is None or alarm.get("MetricName") != VISIBLE:
        raise TemplateError(f"{name}: no alarm on {VISIBLE} has it act; expected one.")
    if steps["AdjustmentType"] != CHANGE:
        raise TemplateError(f"{name}: adjusts by {steps['AdjustmentType']}; expected {CHANGE}.")
    threshold, operator = alarm["Threshold"], alarm["ComparisonOperator"]
    if operator not in (ABOVE, BELOW):
        raise TemplateError(f"{name}: its alarm is {operator}; expected {ABOVE} or {BELOW}.")
    return Steps(
        periods=alarm["EvaluationPeriods"] * alarm["Period"] // 60,
        above=operator == ABOVE,
        threshold=threshold,
        steps=tuple(
            (
                threshold + each.get("MetricIntervalLowerBound", float("-inf")),
                threshold + each.get("MetricIntervalUpperBound", float("inf")),
                each["ScalingAdjustment"],
            )
            for each in steps["StepAdjustments"]
        ),
        cooldown=steps.get("Cooldown", 300),
    )


def _all(template: Mapping[str, Any], kind: str) -> dict[str, Resource]:
    return {
        name: each["Properties"]
        for name, each in template.get("Resources", {}).items()
        if each["Type"] == kind
    }


def _one(
    template: Mapping[str, Any], kind: str, condition: Callable[[Resource], bool]
) -> tuple[str, Resource]:
    found = [(name, each) for name, each in _all(template, kind).items() if condition(each)]
    if len(found) != 1:
        raise TemplateError(f"{kind}: {len(found)} for the queue's work; expected one.")
    return found[0]
