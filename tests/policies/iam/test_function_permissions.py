from __future__ import annotations

from typing import Any

import pytest

from policies.iam.function_permissions import FunctionPermissions
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

HERE = {"Ref": "AWS::AccountId"}
METHOD = {
    "Fn::Sub": (
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/x"
    )
}


def template(
    principal: object = "apigateway.amazonaws.com",
    action: object = "lambda:InvokeFunction",
    account: object = MISSING,
    source: object = METHOD,
) -> dict[str, Any]:
    return {
        "It": resource(
            "AWS::Lambda::Permission",
            Principal=principal,
            Action=action,
            SourceAccount=account,
            SourceArn=source,
        )
    }


CASES = (
    Case(name="named source", resources=template(), expected=(compliant("It"),)),
    Case(
        name="of this account",
        resources=template(account=HERE, source=MISSING),
        expected=(compliant("It"),),
    ),
    *broken(
        "Principal",
        "a named service",
        {**UNSEEN, "anyone": "*", "an account": "111122223333"},
        template,
        logical_id="It",
    ),
    *broken(
        "Action",
        '"lambda:InvokeFunction"',
        {**UNSEEN, "everything": "lambda:*", "another": "lambda:InvokeFunctionUrl"},
        lambda v: template(action=v),
        logical_id="It",
    ),
    *broken(
        "SourceArn",
        "a named source, or this account's SourceAccount",
        {
            **NO_VALUES_AT_ALL,
            "star": "*",
            "any account's": "arn:aws:execute-api:us:*:x",
            "hidden by a condition": {"Fn::If": ["A", METHOD, "*"]},
        },
        lambda v: template(source=v),
        logical_id="It",
    ),
    *broken(
        "SourceArn",
        "a named source, or this account's SourceAccount",
        {"nor an account that is ours": MISSING},
        lambda v: template(account="111122223333", source=v),
        logical_id="It",
    ),
    Case(name="no permission", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FunctionPermissions(), case) == case.expected
