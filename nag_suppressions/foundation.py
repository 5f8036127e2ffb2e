"""Suppressed findings of the foundation."""

from __future__ import annotations

from datetime import date

from nag_suppressions.suppression import Owner, Suppression

FOUNDATION = (
    Suppression(
        construct=lambda stack: stack.rotation.role,
        finding="AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        reason=(
            "ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets and "
            "secretsmanager:GetRandomPassword act on no resource that could be named (Service "
            "Authorization Reference, Amazon EC2 and AWS Secrets Manager); the third statement "
            "on * denies. Policy IAM-2 refuses every other action on *."
        ),
        owner=Owner.SECURITY,
        expires=date(2027, 11, 30),
    ),
    Suppression(
        construct=lambda stack: stack.rotation.role,
        finding=(
            "AwsSolutions::AwsSolutions-IAM5"
            "[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:*/*]"
        ),
        reason=(
            "Lambda joins the function to the network with the function's role, by network "
            "interfaces that don't exist yet and are named by EC2. A statement beside it denies "
            "the same actions to the function's own code (lambda:SourceFunctionArn): "
            "infra/foundation/python_function.py."
        ),
        owner=Owner.SECURITY,
        expires=date(2027, 11, 30),
    ),
)
