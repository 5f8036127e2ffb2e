from __future__ import annotations

from typing import Any

import pytest

from policies.iam.actions import Actions
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.iam.documents import (
    bucket_policy,
    key,
    opaque,
    policy,
    role,
    statement,
    trusted,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

INLINE = "Policies[0].PolicyDocument.Statement[0]"
WILD: dict[str, Any] = {
    "everything": "*",
    "a service": "s3:*",
    "a family": "s3:Get*",
    "a letter": "s3:GetObjec?",
    "no service": "GetObject",
    "hidden by a condition": {"Fn::If": ["A", "s3:GetObject", "s3:*"]},
    "left to a parameter": {"Ref": "Parameter"},
    "joined": {"Fn::Join": [":", ["s3", "*"]]},
}


def holds(name: str, resources: dict[str, Any]) -> Case:
    return Case(name=name, resources=resources, expected=(compliant("It"),))


CASES = (
    holds("inline", role(statement(Action=["s3:GetObject", "s3:PutObject"]))),
    holds("of its own", policy(statement(Action="s3:GetObject"))),
    holds("of a bucket", bucket_policy(statement(Action="s3:PutObject"))),
    holds("trust", trusted(statement(Action="sts:AssumeRole"))),
    holds("denied", bucket_policy({"Effect": "Deny", "Action": "s3:*"})),
    holds("no policy", {"It": resource("AWS::IAM::Role")}),
    *broken(
        f"{INLINE}.Action",
        "a named action",
        WILD,
        lambda v: role(statement(Action=v)),
        logical_id="It",
    ),
    *broken(
        f"{INLINE}.Action[1]",
        "a named action",
        WILD,
        lambda v: role(statement(Action=["s3:GetObject", v])),
        logical_id="It",
    ),
    *broken(
        "PolicyDocument.Statement[0].Action",
        "a named action",
        WILD,
        lambda v: bucket_policy(statement(Action=v)),
        logical_id="It",
    ),
    *broken(
        "AssumeRolePolicyDocument.Statement[0].Action",
        "a named action",
        {"everything": "sts:*"},
        lambda v: trusted(statement(Action=v)),
        logical_id="It",
    ),
    *broken(
        f"{INLINE}.Action",
        "named actions",
        NO_VALUES_AT_ALL,
        lambda v: role({"Effect": "Allow", "Action": v}),
        logical_id="It",
    ),
    *broken(
        f"{INLINE}.Action",
        "a named action",
        {"effect hidden by a condition": "*"},
        lambda v: role({"Effect": {"Fn::If": ["A", "Allow", "Deny"]}, "Action": v}),
        logical_id="It",
    ),
    *broken(
        "PolicyDocument",
        "a literal policy document",
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}, "text": "{}", "empty": {}},
        lambda v: {"It": resource("AWS::IAM::ManagedPolicy", PolicyDocument=v)},
        logical_id="It",
    ),
    *broken(
        "Policies.PolicyDocument",
        "a literal policy document",
        {"list hidden by a condition": None},
        lambda _: {"It": resource("AWS::IAM::Role", Policies={"Fn::If": ["A", [], []]})},
        logical_id="It",
    ),
    *opaque(INLINE, role),
    Case(
        name="key, which KMS-15 judges",
        resources=key(statement(Action="kms:*")),
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Actions(), case) == case.expected
