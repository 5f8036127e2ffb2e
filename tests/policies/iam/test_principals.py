from __future__ import annotations

from typing import Any

import pytest

from policies.iam.principals import ADMITTED, Principals
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken
from tests.policies.iam.documents import FROM_HERE, bucket_policy, opaque, statement
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

PLACE = "PolicyDocument.Statement[0].Principal"


def template(principal: object, condition: object = MISSING) -> dict[str, Any]:
    made = statement(Principal=principal, Action="s3:GetObject", Condition=condition)
    return {**bucket_policy(made), "Role": {"Type": "AWS::IAM::Role"}}


ROLE = {"Fn::GetAtt": ["Role", "Arn"]}
ROOT = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
OF_THE_ENDPOINT = {"StringEquals": {"aws:SourceVpce": {"Ref": "Endpoint"}}}

ADMITTED_PRINCIPALS: dict[str, Any] = {
    "role": {"AWS": ROLE},
    "roles": {"AWS": [ROLE, {"Fn::GetAtt": "Role.Arn"}]},
    "account": {"AWS": ROOT},
    "account by its number": {"AWS": {"Ref": "AWS::AccountId"}},
    "service, whose condition IAM-7 judges": {"Service": "logging.s3.amazonaws.com"},
    "service of the region": {"Service": {"Fn::Sub": "logs.${AWS::Region}.${AWS::URLSuffix}"}},
    "role and service": {"AWS": ROLE, "Service": "events.amazonaws.com"},
}

MADE_BY_A_FUNCTION: dict[str, Any] = {
    "Fn::Sub": {"Fn::Sub": "*"},
    "Fn::Join": {"Fn::Join": ["", ["*"]]},
    "Fn::Select": {"Fn::Select": [0, ["*"]]},
    "Fn::Split": {"Fn::Split": [",", "*"]},
    "Fn::FindInMap": {"Fn::FindInMap": ["Map", "Key", "Value"]},
    "Fn::If": {"Fn::If": ["A", ROLE, "*"]},
    "Fn::ImportValue": {"Fn::ImportValue": "elsewhere"},
    "a parameter": {"Ref": "Parameter"},
}
"""Whatever may be anyone once it is deployed."""

CASES = (
    *(
        Case(name=name, resources=template(principal), expected=(compliant("It"),))
        for name, principal in ADMITTED_PRINCIPALS.items()
    ),
    Case(
        name="denied",
        resources=bucket_policy({"Effect": "Deny", "Principal": "*"}),
        expected=(compliant("It"),),
    ),
    *broken(
        PLACE,
        ADMITTED,
        {"anyone": "*", "hidden by a condition": {"Fn::If": ["A", {"AWS": ROLE}, "*"]}},
        template,
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.AWS",
        ADMITTED,
        {
            "anyone": "*",
            "another account": "999999999999",
            "any account": "arn:aws:iam::*:root",
            "role of another stack": "arn:aws:iam::111122223333:role/x",
            "what is no role": {"Fn::GetAtt": ["It", "Arn"]},
            **MADE_BY_A_FUNCTION,
        },
        lambda v: template({"AWS": v}),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.AWS[1]",
        ADMITTED,
        {"anyone in a list": "*", **MADE_BY_A_FUNCTION},
        lambda v: template({"AWS": [ROLE, v]}),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Service",
        ADMITTED,
        {"anyone": "*", "no service of AWS": "s3.example.com", **MADE_BY_A_FUNCTION},
        lambda v: template({"Service": v}),
        logical_id="It",
    ),
    *(
        Case(
            name=f"{kind}: anyone",
            resources=template({kind: "*"}),
            expected=(violation("It", f'{PLACE}.{kind} is "*"; expected {ADMITTED}.'),),
        )
        for kind in ("CanonicalUser", "Federated", "Another")
    ),
    *(
        row
        for name, condition in {"this account": FROM_HERE, "an endpoint": OF_THE_ENDPOINT}.items()
        for row in broken(
            PLACE,
            ADMITTED,
            {f"anyone by way of {name}": "*"},
            lambda v, condition=condition: template(v, condition),  # type: ignore[misc] # binds it
            logical_id="It",
        )
    ),
    *broken(PLACE, "named principals", NO_VALUES_AT_ALL, template, logical_id="It"),
    *opaque("PolicyDocument.Statement[0]", bucket_policy),
    Case(name="no policy of a resource", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Principals(), case) == case.expected
