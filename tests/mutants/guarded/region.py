"""What the policies of REGION guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.mutation import Mutation, edited, tempted


def texts(*wrong: str) -> tuple[Mutation, ...]:
    """A text that must not be anywhere, as it is and within functions."""
    within: tuple[object, ...] = (
        *wrong,
        {"Fn::Sub": wrong[0]},
        {"Fn::Join": ["", [wrong[0], {"Ref": "AWS::StackName"}]]},
        {"Fn::If": ["Production", wrong[0], "else"]},
        {"Fn::If": ["Production", "else", {"Fn::Select": [0, [wrong[0]]]}]},
    )
    return (
        tempted("AWS::Lambda::Function", "Properties.Description", *within, hidden=False),
        tempted(
            "AWS::Lambda::Function", "Properties.Environment.Variables.X", *within, hidden=False
        ),
        tempted("AWS::EC2::Subnet", "Properties.AvailabilityZone", *within, hidden=False),
        tempted("AWS::IAM::Role", "Properties.Tags.0.Value", *within, hidden=False),
        edited("a rule", "Rules.Here", {"Assertions": [{"Assert": {"Fn::Equals": [*wrong]}}]}),
    )


GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "REGION-1": texts("in us-east-1", "s3.eu-west-1.amazonaws.com"),
    "REGION-2": texts("ap-northeast-1a", "in use1-az1"),
    "REGION-3": texts("of 111122223333", "arn:${AWS::Partition}:iam::111122223333:root"),
    "REGION-4": texts("arn:aws:sqs:::queue", "arn:aws-cn:iam:::role/x"),
}
"""Mutations by the id of the policy that must find each of their mutants."""
