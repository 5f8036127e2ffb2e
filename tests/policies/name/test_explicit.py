from __future__ import annotations

import pytest

from policies.name.explicit import Explicit
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

QUEUE = '"queue-dev" or "queue-{role}-dev"'
UNTOLD = {
    **NO_VALUES_AT_ALL,
    "empty": "",
    "hidden by a condition": {"Fn::If": ["Production", "queue-dev", "queue-dev"]},
    "imported": {"Fn::ImportValue": "queue-dev"},
    "joined of what can't be told": {"Fn::Join": ["-", ["queue", {"Fn::Select": [0, []]}]]},
    "a list": ["queue-dev"],
    "a number": 1,
}
VPC = '"vpc-dev" or "vpc-{role}-dev"'
TAGGED = {"Key": "Name", "Value": "vpc-dev"}

CASES = (
    Case(
        name="by property",
        resources={"Queue": resource("AWS::SQS::Queue", QueueName="queue-dev")},
        expected=(compliant("Queue"),),
    ),
    Case(
        name="by tag",
        resources={"Vpc": resource("AWS::EC2::VPC", Tags=[TAGGED])},
        expected=(compliant("Vpc"),),
    ),
    Case(
        name="by reference to the region",
        resources={
            "Role": resource(
                "AWS::IAM::Role",
                RoleName={"Fn::Join": ["", ["role-", {"Ref": "AWS::Region"}, "-dev"]]},
            )
        },
        expected=(compliant("Role"),),
    ),
    Case(
        name="wrong, which NAME-2 judges",
        resources={"Queue": resource("AWS::SQS::Queue", QueueName="jobs")},
        expected=(compliant("Queue"),),
    ),
    *broken(
        "QueueName",
        QUEUE,
        {name: value for name, value in UNTOLD.items() if value != ""},
        lambda value: {"Queue": resource("AWS::SQS::Queue", QueueName=value)},
        logical_id="Queue",
    ),
    Case(
        name="empty",
        resources={"Queue": resource("AWS::SQS::Queue", QueueName="")},
        expected=(violation("Queue", f'QueueName is ""; expected {QUEUE}.'),),
    ),
    *broken(
        "Tags.Name",
        VPC,
        {
            name: value
            for name, value in UNTOLD.items()
            if name in {"absent", "null", "no value", "hidden by a condition"}
        },
        lambda value: {"Vpc": resource("AWS::EC2::VPC", Tags=[{"Key": "Name", "Value": value}])},
        logical_id="Vpc",
    ),
    Case(
        name="two tags",
        resources={"Vpc": resource("AWS::EC2::VPC", Tags=[TAGGED, TAGGED])},
        expected=(violation("Vpc", f'Tags.Name is ["vpc-dev", "vpc-dev"]; expected {VPC}.'),),
    ),
    Case(
        name="tags hidden by a condition",
        resources={"Vpc": resource("AWS::EC2::VPC", Tags={"Fn::If": ["A", [TAGGED], []]})},
        expected=(violation("Vpc", f"Tags.Name is absent; expected {VPC}."),),
    ),
    Case(
        name="no name of its own",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(not_applicable("Route", "Its table and destination name it."),),
    ),
    Case(
        name="unknown type",
        resources={"Thing": resource("AWS::Athena::WorkGroup")},
        expected=(
            not_applicable("Thing", "The type is not in the table, which TEMPLATE-2 finds."),
        ),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Explicit(), case) == case.expected
