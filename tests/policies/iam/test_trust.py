from __future__ import annotations

from typing import Any

import pytest

from policies.iam.trust import SERVICES, Trust
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.iam.documents import FROM_HERE, NARROWS_NOTHING, opaque, statement, trusted
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

PLACE = "AssumeRolePolicyDocument.Statement[0]"
ONE_OF = f"one of {', '.join(sorted(SERVICES))}"
TASKS = {"Service": "ecs-tasks.amazonaws.com"}


def template(principal: object = TASKS, condition: object = FROM_HERE) -> dict[str, Any]:
    return trusted(statement(Principal=principal, Action="sts:AssumeRole", Condition=condition))


CASES = (
    Case(name="tasks of this account", resources=template(), expected=(compliant("It"),)),
    Case(
        name="rule of this account",
        resources=template(
            {"Service": "events.amazonaws.com"},
            {"ArnLike": {"aws:SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}},
        ),
        expected=(compliant("It"),),
    ),
    *(
        Case(
            name=f"{service}, which tells no source",
            resources=template({"Service": f"{service}.amazonaws.com"}, MISSING),
            expected=(compliant("It"),),
        )
        for service in ("lambda", "apigateway")
    ),
    Case(
        name="denied",
        resources=trusted({"Effect": "Deny", "Principal": "*"}),
        expected=(compliant("It"),),
    ),
    *broken(
        f"{PLACE}.Condition",
        "aws:SourceAccount or aws:SourceArn",
        NARROWS_NOTHING,
        lambda v: template(condition=v),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Principal.Service",
        ONE_OF,
        {
            "a service that nobody decided on": "ec2.amazonaws.com",
            "hidden by a condition": {"Fn::If": ["A", "lambda.amazonaws.com", "x"]},
            "left to a parameter": {"Ref": "Parameter"},
        },
        lambda v: template({"Service": v}),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Principal.AWS",
        ONE_OF,
        {"anyone": "*", "an account": "arn:aws:iam::111122223333:root"},
        lambda v: template({"AWS": v}),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Principal",
        ONE_OF,
        {"anyone": "*", "hidden by a condition": {"Fn::If": ["A", TASKS, "*"]}},
        template,
        logical_id="It",
    ),
    *broken(f"{PLACE}.Principal", "a named service", NO_VALUES_AT_ALL, template, logical_id="It"),
    *broken(
        "AssumeRolePolicyDocument",
        "a literal policy document",
        {**NO_VALUES_AT_ALL, "hidden by a condition": {"Fn::If": ["A", {}, {}]}},
        lambda v: {"It": resource("AWS::IAM::Role", AssumeRolePolicyDocument=v)},
        logical_id="It",
    ),
    *opaque(PLACE, trusted),
    Case(name="no role", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Trust(), case) == case.expected
