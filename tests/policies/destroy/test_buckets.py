from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.buckets import Buckets
from tests.policies.broken import MISSING, NO_VALUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

BUCKET = {"Ref": "Bucket"}
DEPENDS_ON = "Policy, which lets it delete until it has"


def template(
    *,
    tag: object = "true",
    emptied: object = BUCKET,
    guarded: object = BUCKET,
    depends_on: object = "Policy",
) -> dict[str, Any]:
    tags = [{"Key": "aws-cdk:auto-delete-objects", "Value": tag}]
    emptier = resource("Custom::S3AutoDeleteObjects", BucketName=emptied)
    return {
        "Bucket": resource("AWS::S3::Bucket", Tags=tags),
        "Policy": resource("AWS::S3::BucketPolicy", Bucket=guarded),
        "Emptier": emptier if depends_on is MISSING else {**emptier, "DependsOn": depends_on},
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
            expected=(
                violation(
                    "Bucket",
                    "AWS::S3::BucketPolicy.Bucket is absent; "
                    "expected a policy that lets the emptying delete.",
                ),
            ),
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
            violation(
                "Bucket",
                "AWS::S3::BucketPolicy.Bucket is absent; "
                "expected a policy that lets the emptying delete.",
            ),
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
