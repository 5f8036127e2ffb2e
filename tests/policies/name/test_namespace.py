from __future__ import annotations

import pytest

from policies import Rules
from policies.name.namespace import InNamespace
from tests.policies.broken import NO_VALUE, broken
from tests.policies.name.named import ACCOUNT, REGION, bucket, joined, queue, role, untold
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

ROLE = '"role-${AWS::Region}-dev" or "role-{role}-${AWS::Region}-dev"'
BUCKET = (
    '"bucket-${AWS::AccountId}-${AWS::Region}-dev" or '
    '"bucket-{role}-${AWS::AccountId}-${AWS::Region}-dev"'
)
TOKYO = Rules(suffix="dev", region="ap-northeast-1")

CASES = (
    Case(
        name="role with the region",
        resources=role(joined("role-worker-", REGION, "-dev")),
        expected=(compliant("Role"),),
    ),
    Case(
        name="role with the stack's own region",
        resources=role("role-worker-ap-northeast-1-dev"),
        rules=TOKYO,
        expected=(compliant("Role"),),
    ),
    Case(
        name="bucket with account and region",
        resources=bucket(joined("bucket-", ACCOUNT, "-", REGION, "-dev")),
        expected=(compliant("Bucket"),),
    ),
    *broken(
        "RoleName",
        ROLE,
        {
            "no region": "role-worker-dev",
            "a literal region": "role-worker-ap-northeast-1-dev",
            "region after the suffix": {"Fn::Sub": "role-worker-dev-${AWS::Region}"},
            "region not before the suffix": {"Fn::Sub": "role-${AWS::Region}-worker-dev"},
            "region within a word": {"Fn::Sub": "role-worker${AWS::Region}-dev"},
            "account": {"Fn::Sub": "role-${AWS::AccountId}-dev"},
            "another suffix": {"Fn::Sub": "role-worker-${AWS::Region}-prod"},
        },
        role,
        logical_id="Role",
    ),
    *broken(
        "RoleName",
        ROLE,
        {"another region than the stack's": "role-worker-eu-west-1-dev"},
        role,
        logical_id="Role",
        rules=TOKYO,
    ),
    *broken(
        "BucketName",
        BUCKET,
        {
            "no account": {"Fn::Sub": "bucket-ingest-${AWS::Region}-dev"},
            "no region": {"Fn::Sub": "bucket-ingest-${AWS::AccountId}-dev"},
            "wrong order": {"Fn::Sub": "bucket-${AWS::Region}-${AWS::AccountId}-dev"},
        },
        bucket,
        logical_id="Bucket",
    ),
    Case(name="untold", resources=role(NO_VALUE), expected=(untold("Role"),)),
    Case(name="regional", resources=queue("queue-dev"), expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(InNamespace(), case) == case.expected
