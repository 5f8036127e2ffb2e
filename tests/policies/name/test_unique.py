from __future__ import annotations

import pytest

from policies.name.unique import Unique
from tests.policies.broken import NO_VALUE, resource
from tests.policies.name.named import REGION, joined, queue, untold
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

QUEUE = resource("AWS::SQS::Queue", QueueName="queue-dev")

CASES = (
    Case(
        name="two names",
        resources={
            "One": QUEUE,
            "Two": resource("AWS::SQS::Queue", QueueName="queue-dead-letter-dev"),
        },
        expected=(compliant("One"), compliant("Two")),
    ),
    Case(
        name="one name of two types",
        resources={"One": QUEUE, "Two": resource("AWS::SNS::Topic", TopicName="queue-dev")},
        expected=(compliant("Two"), compliant("One")),
    ),
    Case(
        name="one name three times",
        resources={"One": QUEUE, "Two": QUEUE, "Three": QUEUE},
        expected=tuple(
            violation(
                each,
                f'QueueName is "queue-dev"; expected a name that is not also the name of {other}.',
            )
            for each, other in (
                ("One", "Two"),
                ("Two", "One"),
                ("Three", "One"),
            )
        ),
    ),
    Case(
        name="one name written in two ways",
        resources={
            "One": resource("AWS::IAM::Role", RoleName=joined("role-", REGION, "-dev")),
            "Two": resource("AWS::IAM::Role", RoleName={"Fn::Sub": "role-${AWS::Region}-dev"}),
        },
        expected=(
            violation(
                "One",
                'RoleName is {"Fn::Join": ["", ["role-", {"Ref": "AWS::Region"}, "-dev"]]}; '
                "expected a name that is not also the name of Two.",
            ),
            violation(
                "Two",
                'RoleName is {"Fn::Sub": "role-${AWS::Region}-dev"}; '
                "expected a name that is not also the name of One.",
            ),
        ),
    ),
    Case(name="untold", resources=queue(NO_VALUE), expected=(untold("Queue"),)),
    Case(
        name="untold beside one that is told",
        resources={"One": QUEUE, **queue(NO_VALUE)},
        expected=(compliant("One"), untold("Queue")),
    ),
    Case(
        name="not named",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Unique(), case) == case.expected
