from __future__ import annotations

import pytest

from policies.region.partitions import Partitions
from tests.policies.broken import resource
from tests.policies.region.texts import EMPTY, REGION, failing, literals, passing
from tests.policies.table import Case, compliant, findings, violation

EXPECTED = "${AWS::Partition} or ${AWS::URLSuffix}"
VIA = "secretsmanager.${AWS::Region}.amazonaws.com"


def key(value: object) -> dict[str, object]:
    condition = {"StringEquals": {"kms:ViaService": value}}
    return {"Key": resource("AWS::KMS::Key", KeyPolicy={"Statement": [{"Condition": condition}]})}


CASES = (
    *passing(
        {
            "reference": {"Fn::Sub": "arn:${AWS::Partition}:s3:::x"},
            "joined": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::x"]]},
            "a service": "lambda.amazonaws.com",
            "an endpoint service": {"Fn::Sub": "com.amazonaws.${AWS::Region}.sqs"},
            "a host by suffix": {"Fn::Sub": "sqs.${AWS::Region}.${AWS::URLSuffix}"},
        }
    ),
    *failing(
        literals(
            "arn:aws:s3:::x",
            "arn:aws-cn:s3:::x",
            "arn:aws-us-gov:iam::aws:policy/x",
            "https://arn:aws:x",
            "sqs.cn-north-1.amazonaws.com.cn",
        ),
        EXPECTED,
    ),
    *failing(
        {
            "joined": (
                {"Fn::Join": ["", ["arn:aws:sqs:", REGION, ":x"]]},
                "arn:aws:sqs:${AWS::Region}:x",
            ),
            "a host": (
                {"Fn::Sub": "sqs.${AWS::Region}.amazonaws.com"},
                "sqs.${AWS::Region}.amazonaws.com",
            ),
            "a registry": (
                {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/x"},
                "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/x",
            ),
        },
        EXPECTED,
    ),
    Case(
        name="the service that asks KMS",
        resources=key({"Fn::Sub": VIA}),
        expected=(compliant("Key"),),
    ),
    Case(
        name="no service that asks KMS",
        resources=key("arn:aws:x"),
        expected=(
            violation(
                "Key",
                "KeyPolicy.Statement[0].Condition.StringEquals.kms:ViaService is "
                f'"arn:aws:x"; expected {EXPECTED}.',
            ),
        ),
    ),
    EMPTY,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Partitions(), case) == case.expected
