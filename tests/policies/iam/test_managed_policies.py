from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.iam.managed_policies import ManagedPolicies
from tests.policies.broken import NO_VALUES_AT_ALL, NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

EXPECTED = "a reference to the template's AWS::IAM::ManagedPolicy"
BASIC = {
    "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}


def template(arns: object, resource_type: str = "AWS::IAM::Role") -> dict[str, Any]:
    return {
        "Mine": {"Type": "AWS::IAM::ManagedPolicy"},
        "It": resource(resource_type, ManagedPolicyArns=arns),
    }


def function(role: object) -> dict[str, Any]:
    return {
        "Mine": resource("AWS::IAM::Role"),
        "Policy": {"Type": "AWS::IAM::ManagedPolicy"},
        "It": resource("AWS::Lambda::Function", Role=role),
    }


def beside_its_role(*rows: Case) -> tuple[Case, ...]:
    """Rows of a function, whose role is judged before it."""
    return tuple(replace(row, expected=(compliant("Mine"), *row.expected)) for row in rows)


CASES = (
    *(
        Case(name=name, resources=template(value), expected=(compliant("It"),))
        for name, value in {**NO_VALUES_AT_ALL, "none": [], "ours": [{"Ref": "Mine"}]}.items()
    ),
    *(
        row
        for kind in ("Role", "User", "Group")
        for row in broken(
            "ManagedPolicyArns[1]",
            EXPECTED,
            {
                **{k: v for k, v in NOT_A_REFERENCE.items() if k not in NO_VALUES_AT_ALL},
                "managed by AWS": BASIC,
                "another resource": {"Ref": "It"},
            },
            lambda v, kind=kind: template([{"Ref": "Mine"}, v], f"AWS::IAM::{kind}"),  # type: ignore[misc] # binds the kind
            logical_id="It",
        )
    ),
    *broken(
        "ManagedPolicyArns",
        EXPECTED,
        {"hidden by a condition": {"Fn::If": ["A", [], [BASIC]]}},
        template,
        logical_id="It",
    ),
    *beside_its_role(
        Case(
            name="function",
            resources=function({"Fn::GetAtt": ["Mine", "Arn"]}),
            expected=(compliant("It"),),
        ),
        *broken(
            "Role",
            "a reference to the template's AWS::IAM::Role",
            {
                **NOT_A_REFERENCE,
                "by its name": {
                    "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/lambda-admin"
                },
                "no role": {"Ref": "Policy"},
            },
            function,
            logical_id="It",
        ),
    ),
    Case(name="no identity", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ManagedPolicies(), case) == case.expected
