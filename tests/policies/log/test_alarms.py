from __future__ import annotations

from typing import Any

import pytest

from policies.log.alarms import ACTIONS, ENABLED, Alarms
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

TOPIC = {"Ref": "Topic"}
POLICY = {"Ref": "Policy"}
REFERENCES = (
    "references to the template's AWS::SNS::Topic or AWS::ApplicationAutoScaling::ScalingPolicy"
)


def template(kind: str, enabled: object = MISSING, actions: object = (TOPIC,)) -> dict[str, Any]:
    return {
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy"},
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Alarm": resource(
            f"AWS::CloudWatch::{kind}",
            ActionsEnabled=enabled,
            AlarmActions=list(actions) if isinstance(actions, tuple) else actions,
        ),
    }


def suppressed(kind: str, suppressor: object) -> dict[str, Any]:
    resources = template(kind)
    resources["Alarm"]["Properties"]["ActionsSuppressor"] = suppressor
    return resources


def rows(kind: str) -> tuple[Case, ...]:
    return (
        *(
            Case(
                name=f"{kind} {name}",
                resources=template(kind, value),
                expected=(compliant("Alarm"),),
            )
            for name, value in {**NO_VALUES_AT_ALL, "true": True}.items()
        ),
        *(
            Case(
                name=f"{kind} that tells {name}",
                resources=template(kind, actions=actions),
                expected=(compliant("Alarm"),),
            )
            for name, actions in (("a scaling policy", [POLICY]), ("both", [TOPIC, POLICY]))
        ),
        *broken(
            "ActionsSuppressor",
            "absent",
            {"an alarm": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:other"},
            lambda v: suppressed(kind, v),
            logical_id="Alarm",
        ),
        *broken(
            ENABLED,
            "absent or true",
            {
                "false": False,
                "text": "true",
                "left to a parameter": {"Ref": "Parameter"},
                "hidden by a condition": {"Fn::If": ["A", True, False]},
            },
            lambda v: template(kind, v),
            logical_id="Alarm",
        ),
        *broken(
            ACTIONS,
            REFERENCES,
            {
                **NO_VALUES_AT_ALL,
                "none": [],
                "hidden by a condition": {"Fn::If": ["A", [TOPIC], []]},
            },
            lambda v: template(kind, actions=v),
            logical_id="Alarm",
        ),
        *broken(
            f"{ACTIONS}[1]",
            REFERENCES,
            {
                **{k: v for k, v in NOT_A_REFERENCE.items() if k not in NO_VALUES_AT_ALL},
                "no action": {"Ref": "Queue"},
            },
            lambda v: template(kind, actions=[TOPIC, v]),
            logical_id="Alarm",
        ),
    )


CASES = (
    *(row for kind in ("Alarm", "CompositeAlarm") for row in rows(kind)),
    Case(
        name="no values",
        resources=template("Alarm", actions=[{"Ref": "AWS::NoValue"}]),
        expected=(
            violation("Alarm", f'{ACTIONS} is [{{"Ref": "AWS::NoValue"}}]; expected {REFERENCES}.'),
        ),
    ),
    Case(name="no alarm", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Alarms(), case) == case.expected
