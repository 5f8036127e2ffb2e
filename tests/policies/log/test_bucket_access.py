from __future__ import annotations

from typing import Any

import pytest

from policies.log.bucket_access import DESTINATION, BucketAccess
from tests.policies.broken import NOT_A_REFERENCE, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

BUCKET = {"Type": "AWS::S3::Bucket"}
RECEIVES = not_applicable("Logs", "The bucket receives access logs; logging them would never end.")


def bucket(destination: object) -> dict[str, Any]:
    configuration = {"DestinationBucketName": destination}
    return resource("AWS::S3::Bucket", LoggingConfiguration=configuration)


def template(destination: object) -> dict[str, Any]:
    return {"Ingest": bucket(destination), "Queue": {"Type": "AWS::SQS::Queue"}}


CASES = (
    Case(
        name="to another bucket",
        resources={"Ingest": bucket({"Ref": "Logs"}), "Logs": BUCKET},
        expected=(compliant("Ingest"), RECEIVES),
    ),
    *broken(
        DESTINATION,
        "a reference to the template's AWS::S3::Bucket",
        {**NOT_A_REFERENCE, "no bucket": {"Ref": "Queue"}},
        template,
        logical_id="Ingest",
    ),
    Case(
        name="to itself",
        resources=template({"Ref": "Ingest"}),
        expected=(
            violation("Ingest", f'{DESTINATION} is {{"Ref": "Ingest"}}; expected another bucket.'),
        ),
    ),
    Case(name="no bucket", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(BucketAccess(), case) == case.expected
