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
    least: object = 1,
    dimension: object = DIMENSION,
    scaled: object = MISSING,
    suspended: object = MISSING,
) -> dict[str, Any]:
    return {
        "Service": resource("AWS::ECS::Service"),
        "Target": resource(
            TARGET,
            ResourceId=named or resource_id(NAME),
            MinCapacity=least,
            ScalableDimension=dimension,
            SuspendedState=suspended,
        ),
        "Policy": resource(
            POLICY, ScalingTargetId={"Ref": "Target"} if scaled is MISSING else scaled
        ),
    }


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
    *broken(
        "Target.MinCapacity",
        "a literal number of at least 1",
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
