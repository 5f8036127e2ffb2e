from __future__ import annotations

from typing import Any

import pytest

from policies.kms.buckets import ENCRYPTION, Buckets
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, UNSEEN, broken, resource
from tests.policies.kms.keys import EXPECTED, KEY, KEY_ARN, NOT_THE_KEY, OTHER
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

DEFAULT = f"{ENCRYPTION}[0].ServerSideEncryptionByDefault"
DELIVERY = not_applicable(
    "Logs", "AWS delivers logs to the bucket, which takes SSE-S3 only; it is encrypted with it."
)


def bucket(
    algorithm: object = "aws:kms", key: object = KEY_ARN, log_to: object = MISSING
) -> dict[str, Any]:
    default = {"SSEAlgorithm": algorithm, "KMSMasterKeyID": key}
    rules = [{"ServerSideEncryptionByDefault": default}]
    return resource(
        "AWS::S3::Bucket",
        BucketEncryption={"ServerSideEncryptionConfiguration": rules},
        LoggingConfiguration={"DestinationBucketName": log_to},
    )


def template(algorithm: object = "aws:kms", key: object = KEY_ARN) -> dict[str, Any]:
    return {"Key": KEY, "Other": OTHER, "Ingest": bucket(algorithm, key)}


def logged(logs: dict[str, Any]) -> dict[str, Any]:
    return {"Key": KEY, "Ingest": bucket(log_to={"Ref": "Logs"}), "Logs": logs}


def balanced(logs: dict[str, Any]) -> dict[str, Any]:
    attribute = {"Key": "access_logs.s3.bucket", "Value": {"Ref": "Logs"}}
    balancer = resource(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", LoadBalancerAttributes=[attribute]
    )
    return {"Balancer": balancer, "Logs": logs}


CASES = (
    Case(name="stack key", resources=template(), expected=(compliant("Ingest"),)),
    Case(
        name="receives access logs of a bucket",
        resources=logged(bucket("AES256", MISSING)),
        expected=(compliant("Ingest"), DELIVERY),
    ),
    Case(
        name="receives access logs of a load balancer",
        resources=balanced(bucket("AES256", MISSING)),
        expected=(DELIVERY,),
    ),
    Case(
        name="load balancer that logs nowhere",
        resources={
            **template(),
            "Balancer": resource("AWS::ElasticLoadBalancingV2::LoadBalancer"),
        },
        expected=(compliant("Ingest"),),
    ),
    Case(
        name="receives logs and is not encrypted",
        resources=logged(resource("AWS::S3::Bucket")),
        expected=(
            compliant("Ingest"),
            violation("Logs", f"{ENCRYPTION} is absent; expected one rule with AES256."),
        ),
    ),
    Case(
        name="receives logs that KMS keeps out",
        resources=logged(bucket()),
        expected=(
            compliant("Ingest"),
            violation("Logs", f'{DEFAULT}.SSEAlgorithm is "aws:kms"; expected "AES256".'),
        ),
    ),
    Case(
        name="logs to itself",
        resources={"Ingest": bucket("AES256", MISSING, {"Ref": "Ingest"})},
        expected=(
            violation("Ingest", f'{DEFAULT}.SSEAlgorithm is "AES256"; expected "aws:kms".'),
            violation("Ingest", f"{DEFAULT}.KMSMasterKeyID is absent; expected {EXPECTED}."),
        ),
    ),
    *broken(
        f"{DEFAULT}.SSEAlgorithm",
        '"aws:kms"',
        {**UNSEEN, "S3's key": "AES256", "AWS's spelling": "AWS:KMS"},
        lambda v: template(algorithm=v),
        logical_id="Ingest",
    ),
    *broken(
        f"{DEFAULT}.KMSMasterKeyID",
        EXPECTED,
        NOT_THE_KEY,
        lambda v: template(key=v),
        logical_id="Ingest",
    ),
    *broken(
        ENCRYPTION,
        "one rule with aws:kms",
        NO_VALUES_AT_ALL,
        lambda v: {"Ingest": resource("AWS::S3::Bucket", BucketEncryption=v)},
        logical_id="Ingest",
    ),
    Case(
        name="rules hidden by a condition",
        resources={
            "Ingest": resource(
                "AWS::S3::Bucket",
                BucketEncryption={"ServerSideEncryptionConfiguration": {"Fn::If": ["A", [], []]}},
            )
        },
        expected=(
            violation(
                "Ingest",
                f"{ENCRYPTION}.ServerSideEncryptionByDefault.SSEAlgorithm is absent; "
                'expected "aws:kms".',
            ),
            violation(
                "Ingest",
                f"{ENCRYPTION}.ServerSideEncryptionByDefault.KMSMasterKeyID is absent; "
                f"expected {EXPECTED}.",
            ),
        ),
    ),
    Case(name="no bucket", resources={"Key": KEY}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Buckets(), case) == case.expected
