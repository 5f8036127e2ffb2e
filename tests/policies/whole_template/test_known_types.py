from __future__ import annotations

import pytest

from policies.resource_types import RESOURCE_TYPES
from policies.whole_template.known_types import KnownTypes
from tests.policies.broken import resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

UNKNOWN = (
    "AWS::EC2::NatGateway",
    "AWS::IAM::User",
    "AWS::Lambda::LayerVersion",
    "AWS::CloudFormation::Stack",
    "Custom::Anything",
    "aws::sqs::queue",
    "",
)

CASES = (
    *(
        Case(name=known, resources={"Thing": resource(known)}, expected=(compliant("Thing"),))
        for known in RESOURCE_TYPES
    ),
    *(
        Case(
            name=unknown or "no type",
            resources={"Thing": resource(unknown)},
            expected=(
                violation(
                    "Thing", f'Type is "{unknown}"; expected a type of policies/resource_types.py.'
                ),
            ),
        )
        for unknown in UNKNOWN
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(KnownTypes(), case) == case.expected
