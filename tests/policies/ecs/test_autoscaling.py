from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.autoscaling import DIMENSION, POLICY, TARGET, Autoscaling
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def resource_id(service: object) -> dict[str, Any]:
    return {"Fn::Join": ["", ["service/", {"Ref": "Cluster"}, "/", service]]}


NAME = {"Fn::GetAtt": ["Service", "Name"]}


def template(
    named: object = None,
    *,
    least: object = 1,
    most: object = 4,
    dimension: object = DIMENSION,
    scaled: object = MISSING,
    suspended: object = MISSING,
    schedules: object = MISSING,
) -> dict[str, Any]:
    return {
        "Service": resource("AWS::ECS::Service"),
        "Target": resource(
            TARGET,
            ResourceId=named or resource_id(NAME),
            MinCapacity=least,
            MaxCapacity=most,
            ScalableDimension=dimension,
            SuspendedState=suspended,
            ScheduledActions=schedules,
        ),
        "Policy": resource(
            POLICY, ScalingTargetId={"Ref": "Target"} if scaled is MISSING else scaled
        ),
    }


def scheduled(least: object = 2, most: object = 8) -> dict[str, Any]:
    action = {"MinCapacity": least, "MaxCapacity": most}
    return template(schedules=[{"ScheduledActionName": "morning", "ScalableTargetAction": action}])


MORE_THAN_NONE = "a literal number of at least 1"
SCHEDULE = "Target.ScheduledActions[0].ScalableTargetAction"
FULL_RANGE = {"MinCapacity": 1, "MaxCapacity": 2}

NO_TARGET = (
    violation("Service", f"{TARGET}.ResourceId is absent; expected a reference to the service."),
)
NO_POLICY = (
    violation("Service", f"{POLICY}.ScalingTargetId is absent; expected a reference to Target."),
)

CASES = (
    Case(name="scales", resources=template(), expected=(compliant("Service"),)),
    Case(
        name="nothing scales it",
        resources={"Service": resource("AWS::ECS::Service")},
        expected=NO_TARGET,
    ),
    Case(
        name="another scales",
        resources=template(resource_id({"Fn::GetAtt": ["Other", "Name"]})),
        expected=NO_TARGET,
    ),
    Case(
        name="hidden by a condition",
        resources=template(resource_id({"Fn::If": ["A", NAME, "other"]})),
        expected=NO_TARGET,
    ),
    Case(name="a name", resources=template("service/cluster/service"), expected=NO_TARGET),
    Case(
        name="another dimension",
        resources=template(dimension="dynamodb:table:ReadCapacityUnits"),
        expected=NO_TARGET,
    ),
    Case(name="no policy", resources=template(scaled={"Ref": "Other"}), expected=NO_POLICY),
    Case(
        name="policy hidden by a condition",
        resources=template(scaled={"Fn::If": ["A", {"Ref": "Target"}, {"Ref": "Other"}]}),
        expected=NO_POLICY,
    ),
    Case(name="scheduled", resources=scheduled(), expected=(compliant("Service"),)),
    Case(
        name="scheduled to nothing at night",
        resources=scheduled(0, 0),
        expected=(
            violation("Service", f"{SCHEDULE}.MinCapacity is 0; expected {MORE_THAN_NONE}."),
            violation(
                "Service",
                f"{SCHEDULE}.MaxCapacity is 0; expected a literal number of at least 2.",
            ),
        ),
    ),
    *(
        Case(
            name=f"schedules {name}",
            resources=template(schedules=value),
            expected=(
                violation("Service", f"{place}.MinCapacity is absent; expected {MORE_THAN_NONE}."),
                violation(
                    "Service",
                    f"{place}.MaxCapacity is absent; expected a literal number of at least 2.",
                ),
            ),
        )
        for name, value, place in (
            (
                "hidden by a condition",
                {"Fn::If": ["A", [{"ScalableTargetAction": FULL_RANGE}], []]},
                "Target.ScheduledActions.ScalableTargetAction",
            ),
            (
                "left to a parameter",
                {"Ref": "Parameter"},
                "Target.ScheduledActions.ScalableTargetAction",
            ),
            (
                "with a hidden entry",
                [{"Fn::If": ["A", {"ScalableTargetAction": FULL_RANGE}, {}]}],
                SCHEDULE,
            ),
            (
                "with a hidden action",
                [{"ScalableTargetAction": {"Fn::If": ["A", FULL_RANGE, {}]}}],
                SCHEDULE,
            ),
        )
    ),
    *broken(
        f"{SCHEDULE}.MinCapacity",
        MORE_THAN_NONE,
        {**UNSEEN, "none": 0, "text": "1"},
        scheduled,
        logical_id="Service",
    ),
    *broken(
        f"{SCHEDULE}.MaxCapacity",
        "a literal number of at least 3",
        {**UNSEEN, "none": 0, "the fewest": 2, "text": "8"},
        lambda v: scheduled(most=v),
        logical_id="Service",
    ),
    *broken(
        "Target.MaxCapacity",
        "a literal number of at least 4",
        {**UNSEEN, "none": 0, "fewer than the fewest": 2, "the fewest": 3, "text": "4"},
        lambda v: template(least=3, most=v),
        logical_id="Service",
    ),
    *broken(
        "Target.MinCapacity",
        MORE_THAN_NONE,
        {**UNSEEN, "none": 0, "text": "1"},
        lambda v: template(least=v),
        logical_id="Service",
    ),
    *broken(
        "Target.SuspendedState",
        "absent",
        {
            "suspended": {"DynamicScalingOutSuspended": True},
            "not suspended": {"DynamicScalingOutSuspended": False},
            "hidden by a condition": {"Fn::If": ["A", {}, {"Ref": "AWS::NoValue"}]},
            "left to a parameter": {"Ref": "Parameter"},
        },
        lambda v: template(suspended=v),
        logical_id="Service",
    ),
    Case(name="no service", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Autoscaling(), case) == case.expected
