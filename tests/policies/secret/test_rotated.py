from __future__ import annotations

from typing import Any

import pytest

from policies.secret.reference import ATTACHMENT, STORED
from policies.secret.rotated import EXPECTED, SCHEDULE, Rotated
from tests.policies.broken import NO_VALUES_AT_ALL, NOT_A_REFERENCE, broken, resource
from tests.policies.secret.references import drawn
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

FUNCTION = {"Fn::GetAtt": ["Function", "Arn"]}
MONTHLY = {"ScheduleExpression": "rate(30 days)"}


def template(
    secret: object = {"Ref": "Secret"},
    function: object = FUNCTION,
    rules: object = MONTHLY,
    **others: object,
) -> dict[str, Any]:
    return {
        "Secret": {"Type": STORED},
        "Function": {"Type": "AWS::Lambda::Function"},
        "Schedule": resource(
            SCHEDULE, SecretId=secret, RotationLambdaARN=function, RotationRules=rules
        ),
        **others,
    }


ATTACHED = {"Attached": resource(ATTACHMENT, SecretId={"Ref": "Secret"})}
NONE = (violation("Secret", f"{SCHEDULE}.SecretId is absent; expected a reference to the secret."),)

CASES = (
    Case(name="rotates", resources=template(), expected=(compliant("Secret"),)),
    Case(
        name="rotates after days",
        resources=template(rules={"AutomaticallyAfterDays": 30}),
        expected=(compliant("Secret"),),
    ),
    *(
        Case(
            name=f"rotates: {rules}",
            resources=template(rules=rules),
            expected=(compliant("Secret"),),
        )
        for rules in (
            {"AutomaticallyAfterDays": 90, "Duration": "3h"},
            {"ScheduleExpression": "rate(90 days)"},
            {"ScheduleExpression": "rate(1 day)"},
            {"ScheduleExpression": "rate(2160 hours)"},
        )
    ),
    Case(
        name="rotates by its attachment",
        resources=template({"Ref": "Attached"}, **ATTACHED),
        expected=(compliant("Secret"),),
    ),
    Case(
        name="password of a cache",
        resources={
            "Secret": {"Type": STORED},
            "Cache": resource("AWS::ElastiCache::ReplicationGroup", AuthToken=drawn("Secret", "")),
        },
        expected=(
            not_applicable(
                "Secret",
                "The secret is a cache's password, which an operator rotates by the runbook.",
            ),
        ),
    ),
    Case(name="no schedule", resources={"Secret": {"Type": STORED}}, expected=NONE),
    Case(name="of another", resources=template({"Ref": "Other"}), expected=NONE),
    Case(
        name="hidden by a condition",
        resources=template({"Fn::If": ["A", {"Ref": "Secret"}, {"Ref": "Other"}]}),
        expected=NONE,
    ),
    Case(
        name="attached, and rotated by nobody",
        resources={"Secret": {"Type": STORED}, **ATTACHED},
        expected=NONE,
    ),
    *broken(
        "Schedule.RotationLambdaARN",
        "a reference to the template's AWS::Lambda::Function",
        NOT_A_REFERENCE,
        lambda v: template(function=v),
        logical_id="Secret",
    ),
    *broken(
        "Schedule.RotationRules",
        EXPECTED,
        {
            **NO_VALUES_AT_ALL,
            "empty": {},
            "left to a parameter": {"ScheduleExpression": {"Ref": "Parameter"}},
            "hidden by a condition": {"Fn::If": ["A", MONTHLY, {}]},
            "after a thousand days": {"AutomaticallyAfterDays": 1000},
            "after 91 days": {"AutomaticallyAfterDays": 91},
            "after no days": {"AutomaticallyAfterDays": 0},
            "after days as a text": {"AutomaticallyAfterDays": "30"},
            "every 91 days": {"ScheduleExpression": "rate(91 days)"},
            "every 2161 hours": {"ScheduleExpression": "rate(2161 hours)"},
            "once a year": {"ScheduleExpression": "cron(0 0 1 1 ? *)"},
            "one of two": {**MONTHLY, "AutomaticallyAfterDays": 1000},
        },
        lambda v: template(rules=v),
        logical_id="Secret",
    ),
    Case(name="no secret", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Rotated(), case) == case.expected
