from __future__ import annotations

from typing import Any

import pytest

from policies.kms.key_policy import USE, KeyPolicy
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ROOT = {
    "Fn::Join": [
        "",
        ["arn:", {"Ref": "AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"}, ":root"],
    ]
}
ACCOUNT = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
ONE_OF = f"one of {', '.join(sorted(USE))}"
CALLER = "aws:SourceAccount, aws:SourceArn, kms:ViaService or kms:EncryptionContext"
FROM_HERE = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

BY_WAY = {
    "StringEquals": {
        "kms:CallerAccount": {"Ref": "AWS::AccountId"},
        "kms:ViaService": {"Fn::Sub": "sqs.${AWS::Region}.amazonaws.com"},
    }
}


def allow(principal: object, action: object, condition: object = MISSING) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": "*",
        "Condition": condition,
    }


def template(*statements: object) -> dict[str, Any]:
    return {
        "Key": resource("AWS::KMS::Key", KeyPolicy={"Statement": list(statements)}),
        "Role": {"Type": "AWS::IAM::Role"},
    }


def service(action: object = "kms:Decrypt", condition: object = FROM_HERE) -> dict[str, Any]:
    return template(ACCOUNT, allow({"Service": "events.amazonaws.com"}, action, condition))


def holds(name: str, *statements: object) -> Case:
    return Case(name=name, resources=template(*statements), expected=(compliant("Key"),))


def breaks(name: str, detail: str, *statements: object) -> Case:
    return Case(name=name, resources=template(*statements), expected=(violation("Key", detail),))


CASES = (
    holds("account", ACCOUNT),
    holds("account by its number", allow({"AWS": {"Ref": "AWS::AccountId"}}, "kms:*")),
    holds(
        "service under its account",
        ACCOUNT,
        allow({"Service": "events.amazonaws.com"}, ["kms:Decrypt"], FROM_HERE),
    ),
    holds(
        "log groups by their context",
        ACCOUNT,
        allow(
            {"Service": {"Fn::Sub": "logs.${AWS::Region}.${AWS::URLSuffix}"}},
            ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
            {
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": {
                        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"
                    }
                }
            },
        ),
    ),
    holds("role", ACCOUNT, allow({"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}, "kms:Decrypt")),
    holds(
        "anyone by way of a service",
        ACCOUNT,
        allow(
            {"AWS": "*"},
            "kms:Decrypt",
            BY_WAY,
        ),
    ),
    holds("everyone denied", ACCOUNT, {**ACCOUNT, "Effect": "Deny", "Principal": "*"}),
    *broken(
        "KeyPolicy.Statement[1].Condition",
        CALLER,
        {
            "absent": MISSING,
            "empty": {},
            "any account": {"StringLike": {"aws:SourceAccount": "*"}},
            "any account's resource": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}},
            "no values": {"StringEquals": {"aws:SourceAccount": []}},
            "negated": {"StringNotEquals": {"aws:SourceAccount": "1"}},
            "if it exists": {"StringEqualsIfExists": {"aws:SourceAccount": "1"}},
            "of all of none": {"ForAllValues:StringEquals": {"aws:SourceAccount": "1"}},
            "another key": {"StringEquals": {"aws:RequestedRegion": "a"}},
            "hidden by a condition": {"Fn::If": ["A", FROM_HERE, {}]},
            "test hidden by a condition": {"StringEquals": {"Fn::If": ["A", {}, {}]}},
            "value hidden by a condition": {
                "StringEquals": {"aws:SourceAccount": {"Fn::If": ["A", "*", "1"]}}
            },
        },
        lambda v: service(condition=v),
        logical_id="Key",
    ),
    *broken(
        "KeyPolicy.Statement[1].Action",
        ONE_OF,
        {
            "everything": "kms:*",
            "star": "*",
            "a family": "kms:GenerateDataKey*",
            "management": "kms:ScheduleKeyDeletion",
            "hidden by a condition": {"Fn::If": ["A", "kms:Decrypt", "kms:*"]},
        },
        service,
        logical_id="Key",
    ),
    breaks(
        "role may all",
        'KeyPolicy.Statement[0].Action[1] is "kms:*"; expected a named action.',
        allow({"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}, ["kms:Decrypt", "kms:*"]),
    ),
    breaks(
        "role's action hidden",
        'KeyPolicy.Statement[0].Action is {"Ref": "Action"}; expected a named action.',
        allow({"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}, {"Ref": "Action"}),
    ),
    breaks(
        "another account",
        'KeyPolicy.Statement[0].Principal.AWS is "arn:aws:iam::111122223333:root"; '
        "expected the account, or a role of the template.",
        allow({"AWS": "arn:aws:iam::111122223333:root"}, "kms:Decrypt"),
    ),
    breaks(
        "anyone",
        'KeyPolicy.Statement[0].Principal is "*"; expected a named principal, or conditions '
        "on kms:CallerAccount and kms:ViaService.",
        allow("*", "kms:Decrypt", FROM_HERE),
    ),
    breaks(
        "federated",
        'KeyPolicy.Statement[0].Principal.Federated is "x.test"; expected a named principal, '
        "or conditions on kms:CallerAccount and kms:ViaService.",
        allow({"Federated": "x.test"}, "kms:Decrypt"),
    ),
    *broken(
        "KeyPolicy.Statement[0].Principal.Service",
        "a service by its name",
        {"any service": "*", "made by a function": {"Fn::Join": ["", ["*"]]}},
        lambda v: template(allow({"Service": v}, "kms:Decrypt", FROM_HERE)),
        logical_id="Key",
    ),
    breaks(
        "another kind by way of a service",
        'KeyPolicy.Statement[0].Principal.CanonicalUser is "*"; expected a named principal, '
        "or conditions on kms:CallerAccount and kms:ViaService.",
        allow({"CanonicalUser": "*"}, "kms:Decrypt", BY_WAY),
    ),
    breaks(
        "nobody named",
        "KeyPolicy.Statement[0].Principal is absent; expected named principals.",
        allow(MISSING, "kms:Decrypt"),
    ),
    breaks(
        "effect hidden by a condition",
        "KeyPolicy.Statement[0].Principal is absent; expected named principals.",
        {"Effect": {"Fn::If": ["A", "Allow", "Deny"]}, "Action": "kms:Decrypt"},
    ),
    breaks(
        "statement hidden by a condition",
        'KeyPolicy.Statement[0] is {"Fn::If": ["A", {}, {}]}; expected a literal statement.',
        {"Fn::If": ["A", {}, {}]},
    ),
    *broken(
        "KeyPolicy",
        "a literal policy document",
        {**NO_VALUES_AT_ALL, "hidden by a condition": {"Fn::If": ["A", {}, {}]}, "text": "{}"},
        lambda v: {"Key": resource("AWS::KMS::Key", KeyPolicy=v)},
        logical_id="Key",
    ),
    Case(name="no key", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(KeyPolicy(), case) == case.expected
