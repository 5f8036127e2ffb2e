from __future__ import annotations

import json
from typing import Any

import pytest

from policies.destroy.buckets import Buckets
from tests.policies.broken import MISSING, NO_VALUE, broken, resource, shown
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

BUCKET = {"Ref": "Bucket"}
DEPENDS_ON = "Policy, which lets it delete until it has"


ALL = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetBucketTagging", "s3:ListBucketVersions"]
ROLE = {"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}
IN_ORDER = "s3:GetBucketTagging, s3:ListBucketVersions, s3:DeleteObject, s3:DeleteObjectVersion"
NOT_ALLOWED = (
    "AWS::S3::BucketPolicy.PolicyDocument is absent; "
    f"expected {IN_ORDER} allowed to the role of what empties the bucket."
)


def template(
    *,
    tag: object = "true",
    emptied: object = BUCKET,
    guarded: object = BUCKET,
    depends_on: object = "Policy",
    effect: object = "Allow",
    actions: object = ALL,
    principal: object = ROLE,
    role: object = ROLE["AWS"],
    handler: object = {"Fn::GetAtt": ["Handler", "Arn"]},
) -> dict[str, Any]:
    tags = [{"Key": "aws-cdk:auto-delete-objects", "Value": tag}]
    emptier = resource("Custom::S3AutoDeleteObjects", BucketName=emptied, ServiceToken=handler)
    statement = {"Effect": effect, "Action": actions, "Principal": principal}
    return {
        "Bucket": resource("AWS::S3::Bucket", Tags=tags),
        "Policy": resource(
            "AWS::S3::BucketPolicy", Bucket=guarded, PolicyDocument={"Statement": [statement]}
        ),
        "Emptier": emptier if depends_on is MISSING else {**emptier, "DependsOn": depends_on},
        "Handler": resource("AWS::Lambda::Function", Role=role),
        "Role": resource("AWS::IAM::Role"),
    }


NO_REFERENCE = {
    "absent": MISSING,
    "null": None,
    "no value": NO_VALUE,
    "another bucket": {"Ref": "Other"},
    "a literal name": "bucket-dev",
    "hidden by a condition": {"Fn::If": ["A", BUCKET, NO_VALUE]},
}

CASES = (
    Case(name="emptied", resources=template(), expected=(compliant("Bucket"),)),
    Case(
        name="emptied, ordered by a list",
        resources=template(depends_on=["Other", "Policy"]),
        expected=(compliant("Bucket"),),
    ),
    *(
        Case(
            name=f"not emptied: {name}",
            resources=template(emptied=value),
            expected=(
                violation(
                    "Bucket",
                    "Custom::S3AutoDeleteObjects.BucketName is absent; "
                    "expected a reference to the bucket.",
                ),
            ),
        )
        for name, value in NO_REFERENCE.items()
    ),
    *(
        Case(
            name=f"may not be emptied: {name}",
            resources=template(guarded=value),
            expected=(violation("Bucket", NOT_ALLOWED),),
        )
        for name, value in NO_REFERENCE.items()
    ),
    *broken(
        "Tags.aws-cdk:auto-delete-objects",
        '"true"',
        {
            "absent": MISSING,
            "null": None,
            "false": "false",
            "a flag": True,
            "hidden by a condition": {"Fn::If": ["A", "true", "false"]},
        },
        lambda value: template(tag=value),
        logical_id="Bucket",
    ),
    *(
        Case(
            name=f"allowed: {name}",
            resources=template(actions=actions),
            expected=(compliant("Bucket"),),
        )
        for name, actions in {
            "by wildcards": ["s3:Get*", "s3:List*", "s3:DeleteObject*"],
            "all": "s3:*",
            "another case": [action.upper() for action in ALL],
        }.items()
    ),
    *(
        Case(
            name=f"not allowed: {name}",
            resources=resources,
            expected=(violation("Bucket", NOT_ALLOWED),),
        )
        for name, resources in {
            "denied": template(effect="Deny"),
            "effect hidden by a condition": template(effect={"Fn::If": ["A", "Allow", "Deny"]}),
            "no action": template(actions=MISSING),
            "another role": template(principal={"AWS": {"Fn::GetAtt": ["Other", "Arn"]}}),
            "nobody": template(principal=MISSING),
            "a function without a role": template(role=MISSING),
            "no function": template(handler="arn:aws:lambda:x"),
        }.items()
    ),
    *(
        Case(
            name=f"not allowed {action}",
            resources=template(actions=[each for each in ALL if each != action]),
            expected=(
                violation(
                    "Bucket",
                    "AWS::S3::BucketPolicy.PolicyDocument is "
                    f"{json.dumps([each for each in ALL if each != action])}; "
                    f"expected {action} allowed to the role of what empties the bucket.",
                ),
            ),
        )
        for action in ALL
    ),
    Case(
        name="actions hidden by a condition",
        resources=template(actions={"Fn::If": ["A", ALL, []]}),
        expected=(
            violation(
                "Bucket",
                "AWS::S3::BucketPolicy.PolicyDocument is "
                f"{shown([str({'Fn::If': ['A', ALL, []]})])}; "
                f"expected {IN_ORDER} allowed to the role of what empties the bucket.",
            ),
        ),
    ),
    *broken(
        "Emptier.DependsOn",
        DEPENDS_ON,
        {"absent": MISSING, "another": "Other", "none": []},
        lambda value: template(depends_on=value),
        logical_id="Bucket",
    ),
    Case(
        name="nothing of it",
        resources={"Bucket": resource("AWS::S3::Bucket")},
        expected=(
            violation(
                "Bucket",
                "Custom::S3AutoDeleteObjects.BucketName is absent; "
                "expected a reference to the bucket.",
            ),
            violation("Bucket", 'Tags.aws-cdk:auto-delete-objects is absent; expected "true".'),
        ),
    ),
    Case(
        name="no bucket",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Buckets(), case) == case.expected
