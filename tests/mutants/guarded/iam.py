"""What the policies of IAM guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.mutants.guarded.common import BOOTSTRAP, ELSEWHERE, role
from tests.mutants.mutation import (
    GONE,
    NOT_THERE,
    UNSEEN,
    Mutation,
    added,
    demanded,
    removed,
    tempted,
)

STATEMENTS: Final = "Properties.Policies.*.PolicyDocument.Statement.*"

OF_THIS_ACCOUNT: Final = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

ANYONE: Final = (
    "*",
    {"AWS": ["*"]},
    *(
        {"AWS": each}
        for each in (
            {"Fn::Sub": "*"},
            {"Fn::Join": ["", ["*"]]},
            {"Fn::Select": [0, ["*"]]},
            {"Fn::Split": [",", "*"]},
            {"Fn::FindInMap": ["Map", "Key", "Value"]},
            {"Fn::If": ["Production", "*", "*"]},
            {"Fn::ImportValue": "elsewhere"},
            BOOTSTRAP,
        )
    ),
    {"CanonicalUser": "*"},
    {"Federated": "*"},
    {"Service": {"Fn::Sub": "*"}},
)
"""Principals that are anyone, or may be."""


def admitting(principal: object) -> dict[str, Any]:
    """A statement that lets a principal in."""
    return {"Effect": "Allow", "Principal": principal, "Action": "x:Y", "Resource": "*"}


GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "IAM-1": (
        demanded("AWS::IAM::Role", f"{STATEMENTS[:-1]}0.Action", "*", "s3:*", ["s3:Get*"]),
        role(Action="iam:?ass"),
        role(Action=["sqs:SendMessage", {"Ref": "Parameter"}]),
    ),
    "IAM-2": (
        role(Action="s3:GetObject", Resource="*"),
        role(Action=["ecr:GetAuthorizationToken", "s3:GetObject"], Resource="*"),
        role(Action={"Ref": "Parameter"}, Resource="*"),
        role(Resource={"Fn::If": ["Production", ELSEWHERE, "*"]}),
        role(Resource={"Fn::ImportValue": "elsewhere"}),
        role(Resource=[ELSEWHERE, "*"]),
        role(Action="s3:GetObject", Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::b*"}),
        role(Action="s3:GetObject", Resource={"Fn::Sub": "${IngestBucketEDD8587D.Arn}*"}),
        role(Resource={"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, "*"]]}),
        role(Action="ec2:CreateNetworkInterface", Resource="*"),
        role(Action="cloudwatch:PutMetricData", Resource="*"),
        role(Resource=GONE),
    ),
    "IAM-3": (
        tempted(
            "AWS::IAM::Role",
            "Properties.ManagedPolicyArns",
            ["arn:aws:iam::aws:policy/AdministratorAccess"],
            [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}],
        ),
        demanded(
            "AWS::Lambda::Function",
            "Properties.Role",
            ELSEWHERE,
            {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/lambda-admin"},
        ),
    ),
    "IAM-4": (
        demanded("AWS::IAM::Role", "Properties.AssumeRolePolicyDocument"),
        demanded(
            "AWS::IAM::Role",
            "Properties.AssumeRolePolicyDocument.Statement.*.Principal",
            "*",
            {"AWS": "*"},
            {"Service": "ec2.amazonaws.com"},
        ),
        demanded("AWS::IAM::Role", "Properties.AssumeRolePolicyDocument.Statement.*.Condition", {}),
    ),
    "IAM-5": (
        role(Action=GONE, NotAction="iam:*"),
        role(Resource=GONE, NotResource="arn:aws:s3:::mine"),
        demanded(
            "AWS::S3::BucketPolicy",
            "Properties.PolicyDocument.Statement.2",
            {"Effect": "Allow", "NotPrincipal": "*", "Action": "s3:GetObject", "Resource": "*"},
            ways=(),
        ),
    ),
    "IAM-6": (
        *(
            demanded(
                each,
                "Properties.PolicyDocument.Statement.0",
                *map(admitting, ANYONE),
                admitting("*") | {"Condition": OF_THIS_ACCOUNT},
                ways=UNSEEN,
            )
            for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        ),
        demanded(
            "AWS::EFS::FileSystem",
            "Properties.FileSystemPolicy.Statement.0",
            *map(admitting, ANYONE),
            ways=(),
        ),
        *(
            added(
                "AWS::SecretsManager::ResourcePolicy",
                SecretId=ELSEWHERE,
                ResourcePolicy={"Statement": [admitting(each)]},
            )
            for each in ANYONE
        ),
    ),
    "IAM-7": tuple(
        demanded(
            each, "Properties.PolicyDocument.Statement.0", admitting({"Service": service}), ways=()
        )
        for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        for service in ("events.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com")
    ),
    "IAM-8": (
        demanded("AWS::Lambda::Permission", "Properties.Principal", "*", "111122223333"),
        demanded("AWS::Lambda::Permission", "Properties.SourceAccount", ways=NOT_THERE),
        demanded("AWS::Lambda::Permission", "Properties.SourceArn", ways=NOT_THERE),
        demanded("AWS::Lambda::Permission", "Properties.Action", "lambda:*"),
    ),
    "IAM-9": (
        removed("AWS::S3::BucketPolicy"),
        removed("AWS::SQS::QueuePolicy"),
        removed("AWS::SNS::TopicPolicy"),
        *(
            demanded(each, "Properties.PolicyDocument.Statement")
            for each in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        ),
    ),
    "IAM-10": (
        demanded("AWS::EFS::FileSystem", "Properties.FileSystemPolicy"),
        demanded("AWS::EFS::FileSystem", "Properties.FileSystemPolicy.Statement.0.Effect", "Allow"),
        demanded(
            "AWS::EFS::FileSystem",
            "Properties.FileSystemPolicy.Statement.0.Condition",
            {"Bool": {"aws:SecureTransport": "true"}},
            ways=UNSEEN,
        ),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
