from __future__ import annotations

import pytest

from policies import Rules
from policies.name.length import Length
from tests.policies.broken import NO_VALUE, resource
from tests.policies.name.named import ACCOUNT, REGION, bucket, joined, queue, role, untold
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

LONGEST_QUEUE = "queue-" + "a" * 70 + "-dev"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def sized_role(length: int) -> dict[str, object]:
    """A role's name that has this length in the region with the longest name."""
    filler = "a" * (length - len("role--us-isof-south-1-dev"))
    return joined(f"role-{filler}-", REGION, "-dev")


def sized_bucket(length: int) -> dict[str, object]:
    filler = "a" * (length - len("bucket--111122223333-us-isof-south-1-dev"))
    return joined(f"bucket-{filler}-", ACCOUNT, "-", REGION, "-dev")


CASES = (
    Case(name="at the limit", resources=queue(LONGEST_QUEUE), expected=(compliant("Queue"),)),
    Case(
        name="above the limit",
        resources=queue("a" + LONGEST_QUEUE),
        expected=(
            violation(
                "Queue",
                f'QueueName is "a{LONGEST_QUEUE}"; '
                "expected at most 80 characters, where it can have 81.",
            ),
        ),
    ),
    Case(
        name="at the limit in the longest region",
        resources=role(sized_role(64)),
        expected=(compliant("Role"),),
    ),
    Case(
        name="above the limit in the longest region alone",
        resources=role({"Fn::Sub": "role-" + "a" * 40 + "-${AWS::Region}-dev"}),
        expected=(
            violation(
                "Role",
                f'RoleName is {{"Fn::Sub": "role-{"a" * 40}-${{AWS::Region}}-dev"}}; '
                "expected at most 64 characters, where it can have 65.",
            ),
        ),
    ),
    Case(
        name="within the limit in the only region",
        resources=role({"Fn::Sub": "role-" + "a" * 40 + "-${AWS::Region}-dev"}),
        rules=Rules(suffix="dev", region="eu-west-1"),
        expected=(compliant("Role"),),
    ),
    Case(
        name="bucket at the limit",
        resources=bucket(sized_bucket(63)),
        expected=(compliant("Bucket"),),
    ),
    Case(
        name="bucket above the limit",
        resources=bucket(
            {"Fn::Sub": "bucket-aaaaaaaaaaaaaaaaaaaaaaaaa-${AWS::AccountId}-" + "x" * 19}
        ),
        expected=(
            violation(
                "Bucket",
                'BucketName is {"Fn::Sub": "bucket-aaaaaaaaaaaaaaaaaaaaaaaaa-${AWS::AccountId}-'
                f'{"x" * 19}"}}; '
                "expected at most 63 characters, where it can have 65.",
            ),
        ),
    ),
    Case(
        name="shortest limit",
        resources={"Balancer": resource(BALANCER, Name="load-balancer-internal-of-the-api-dev")},
        expected=(
            violation(
                "Balancer",
                'Name is "load-balancer-internal-of-the-api-dev"; '
                "expected at most 32 characters, where it can have 37.",
            ),
        ),
    ),
    Case(name="untold", resources=queue(NO_VALUE), expected=(untold("Queue"),)),
    Case(
        name="not named",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Length(), case) == case.expected
