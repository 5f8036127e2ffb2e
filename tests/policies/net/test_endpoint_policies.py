from __future__ import annotations

from typing import Any

import pytest

from policies.net.endpoint_policies import ACCOUNT, EndpointPolicies
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ACCOUNT_ID = {"Ref": "AWS::AccountId"}
PLACE = "PolicyDocument.Statement[0]"
LAYERS = {"Fn::Sub": "arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*"}


def endpoint(document: object, kind: object = "Gateway") -> dict[str, Any]:
    return {
        "Endpoint": resource("AWS::EC2::VPCEndpoint", VpcEndpointType=kind, PolicyDocument=document)
    }


def template(action: object = "s3:GetObject", target: object = LAYERS) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": target}
    return endpoint({"Statement": [statement]})


def interface(
    account: object = ACCOUNT_ID,
    *,
    action: object = "sqs:SendMessage",
    condition: object = MISSING,
) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": (
            {"StringEquals": {"aws:PrincipalAccount": account}}
            if condition is MISSING
            else condition
        ),
    }
    return endpoint({"Statement": [statement]}, "Interface")


CASES = (
    Case(name="named", resources=template(), expected=(compliant("Endpoint"),)),
    Case(
        name="our bucket",
        resources=template(
            ["s3:GetObject"], {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}
        ),
        expected=(compliant("Endpoint"),),
    ),
    Case(
        name="everything denied",
        resources=endpoint({"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}),
        expected=(compliant("Endpoint"),),
    ),
    *(
        Case(name=name, resources=resources, expected=(compliant("Endpoint"),))
        for name, resources in (
            ("interface", interface()),
            ("interface, listed", interface([ACCOUNT_ID], action=["sqs:SendMessage"])),
            (
                "interface, everything denied",
                endpoint(
                    {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]},
                    "Interface",
                ),
            ),
        )
    ),
    *broken(
        "PolicyDocument",
        "a literal policy document",
        {**NO_VALUES_AT_ALL, "interface hidden by a condition": {"Fn::If": ["A", {}, {}]}},
        lambda v: endpoint(v, "Interface"),
        logical_id="Endpoint",
    ),
    *broken(
        f"{PLACE}.Action",
        "a named action",
        {**NO_VALUES_AT_ALL, "star": "*", "all of SQS": "sqs:*", "parameter": {"Ref": "Parameter"}},
        lambda v: interface(action=v),
        logical_id="Endpoint",
    ),
    *broken(
        f"{PLACE}.{ACCOUNT}",
        "this account's id",
        {
            **UNSEEN,
            "any account": "*",
            "another account": "111122223333",
            "another beside ours": [ACCOUNT_ID, "111122223333"],
            "none": [],
        },
        interface,
        logical_id="Endpoint",
    ),
    *(
        Case(
            name=f"interface: {name}",
            resources=interface(condition=condition),
            expected=(
                violation("Endpoint", f"{PLACE}.{ACCOUNT} is absent; expected this account's id."),
            ),
        )
        for name, condition in (
            ("no condition", None),
            ("another key", {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}),
            ("where there is one", {"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT_ID}}),
            ("negated", {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT_ID}}),
            (
                "hidden by a condition",
                {"Fn::If": ["A", {"StringEquals": {"aws:PrincipalAccount": ACCOUNT_ID}}, {}]},
            ),
        )
    ),
    *broken(
        "PolicyDocument",
        "a literal policy document",
        {**NO_VALUES_AT_ALL, "hidden by a condition": {"Fn::If": ["A", {}, {}]}},
        endpoint,
        logical_id="Endpoint",
    ),
    *broken(
        f"{PLACE}.Action",
        "a named action",
        {**NO_VALUES_AT_ALL, "star": "*", "all of S3": "s3:*", "parameter": {"Ref": "Parameter"}},
        template,
        logical_id="Endpoint",
    ),
    *broken(
        f"{PLACE}.Resource",
        "a named resource",
        {
            **NO_VALUES_AT_ALL,
            "star": "*",
            "any bucket": "arn:aws:s3:::*",
            "hidden by a condition": {"Fn::If": ["A", LAYERS, "*"]},
        },
        lambda v: template(target=v),
        logical_id="Endpoint",
    ),
    *broken(
        PLACE,
        "a literal statement",
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}},
        lambda v: endpoint({"Statement": [v]}),
        logical_id="Endpoint",
    ),
    Case(name="no endpoint", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(EndpointPolicies(), case) == case.expected
