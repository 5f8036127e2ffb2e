from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from policies.iam.tls_only import GUARDS, TlsOnly
from tests.policies.broken import MISSING, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

WITHOUT_TLS = {"Bool": {"aws:SecureTransport": "false"}}
ARN = {"Fn::GetAtt": ["It", "Arn"]}
INSIDE = {"Fn::Join": ["", [ARN, "/*"]]}


def template(resource_type: str, named: object = MISSING, **changed: object) -> dict[str, Any]:
    guard, name, actions = GUARDS[resource_type]
    bucket = resource_type == "AWS::S3::Bucket"
    reference = {"Ref": "It"} if bucket else [{"Ref": "It"}]
    statement = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": actions[0],
        "Resource": [ARN, INSIDE] if bucket else ARN,
        "Condition": WITHOUT_TLS,
        **changed,
    }
    allowed = {"Effect": "Allow", "Principal": {"AWS": "x"}, "Action": "a:B", "Resource": ARN}
    document = {"Statement": [allowed, statement]}
    policy = {name: reference if named is MISSING else named, "PolicyDocument": document}
    return {"It": {"Type": resource_type}, "Policy": resource(guard, **policy)}


DENIED: dict[str, dict[str, Any]] = {
    "denied": {},
    "everyone in short": {"Principal": "*"},
    "everything": {"Action": "*", "Resource": "*"},
    "literal false": {"Condition": {"Bool": {"aws:SecureTransport": False}}},
}

BROKEN: dict[str, dict[str, Any]] = {
    "allowed": {"Effect": "Allow"},
    "effect hidden by a condition": {"Effect": {"Fn::If": ["A", "Deny", "Allow"]}},
    "one caller only": {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
    "caller hidden by a condition": {"Principal": {"Fn::If": ["A", "*", "x"]}},
    "nobody": {"Principal": MISSING},
    "one action only": {"Action": "other:Action"},
    "action hidden by a condition": {"Action": {"Fn::If": ["A", "*", "x"]}},
    "no condition": {"Condition": MISSING},
    "with TLS": {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    "two conditions": {"Condition": {**WITHOUT_TLS, "StringEquals": {"a": "b"}}},
    "condition hidden by a condition": {"Condition": {"Fn::If": ["A", WITHOUT_TLS, {}]}},
    "another resource": {"Resource": {"Fn::GetAtt": ["Other", "Arn"]}},
    "no resource": {"Resource": MISSING},
}


def rows(resource_type: str) -> Iterator[Case]:
    guard, name, _ = GUARDS[resource_type]
    unguarded = (violation("It", f"{guard}.{name} is absent; expected a reference to It."),)
    undenied = (
        violation(
            "It",
            "Policy.PolicyDocument.Statement is absent; expected a Deny of everything to "
            'everyone where aws:SecureTransport is "false".',
        ),
    )
    for how, changed in DENIED.items():
        yield Case(
            name=f"{resource_type}: {how}",
            resources=template(resource_type, **changed),
            expected=(compliant("It"),),
        )
    for how, changed in BROKEN.items():
        yield Case(
            name=f"{resource_type}: {how}",
            resources=template(resource_type, **changed),
            expected=undenied,
        )
    yield Case(
        name=f"{resource_type}: no policy",
        resources={"It": {"Type": resource_type}},
        expected=unguarded,
    )
    for how, named in {
        "policy of another": {"Ref": "Other"},
        "policy hidden by a condition": {"Fn::If": ["A", {"Ref": "It"}, {"Ref": "Other"}]},
    }.items():
        yield Case(
            name=f"{resource_type}: {how}",
            resources=template(resource_type, named),
            expected=unguarded,
        )
    yield Case(
        name=f"{resource_type}: document hidden by a condition",
        resources={
            "It": {"Type": resource_type},
            "Policy": resource(
                guard, **{name: {"Ref": "It"}, "PolicyDocument": {"Fn::If": ["A", {}, {}]}}
            ),
        },
        expected=undenied,
    )


CASES = (
    *(row for resource_type in GUARDS for row in rows(resource_type)),
    Case(
        name="what is in a bucket is not denied",
        resources=template("AWS::S3::Bucket", Resource=[ARN]),
        expected=(
            violation(
                "It",
                "Policy.PolicyDocument.Statement is absent; expected a Deny of everything to "
                'everyone where aws:SecureTransport is "false".',
            ),
        ),
    ),
    Case(name="nothing to guard", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(TlsOnly(), case) == case.expected
