from __future__ import annotations

from typing import Any

import pytest

from policies.net.bucket_public_access import BLOCKS, BucketPublicAccess
from tests.policies.broken import NO_VALUES_AT_ALL, NOT_TRUE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(**blocks: object) -> dict[str, Any]:
    every = dict.fromkeys(BLOCKS, True)
    return configured({**every, **blocks})


def configured(value: object) -> dict[str, Any]:
    return {"Bucket": resource("AWS::S3::Bucket", PublicAccessBlockConfiguration=value)}


CASES = (
    Case(name="all four", resources=template(), expected=(compliant("Bucket"),)),
    *(
        row
        for name in BLOCKS
        for row in broken(
            f"PublicAccessBlockConfiguration.{name}",
            "true",
            NOT_TRUE,
            lambda v, name=name: template(**{name: v}),  # type: ignore[misc] # binds the name
            logical_id="Bucket",
        )
    ),
    *(
        Case(
            name=f"no configuration: {name}",
            resources=configured(value),
            expected=tuple(
                violation(
                    "Bucket",
                    f"PublicAccessBlockConfiguration.{block} is absent; expected true.",
                )
                for block in BLOCKS
            ),
        )
        for name, value in {**NO_VALUES_AT_ALL, "hidden": {"Fn::If": ["A", {}, {}]}}.items()
    ),
    Case(name="no bucket", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(BucketPublicAccess(), case) == case.expected
