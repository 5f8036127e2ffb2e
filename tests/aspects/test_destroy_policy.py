from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_efs as efs, aws_iam as iam, aws_logs as logs, aws_rds as rds, aws_sqs as sqs

from aspects import DestroyPolicy
from tests.aspects.apps import Build, synthesise, with_aspect

BOTH = ("DeletionPolicy", "UpdateReplacePolicy")


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    corrections: list[tuple[str, Any, Any]]
    policies: tuple[str | None, str | None] = ("Delete", "Delete")


def retained_role(stack: cdk.Stack) -> None:
    role = iam.CfnRole(stack, "Made", assume_role_policy_document={})
    role.apply_removal_policy(cdk.RemovalPolicy.RETAIN)


def retained_on_replacement(stack: cdk.Stack) -> None:
    group = logs.CfnLogGroup(stack, "Made")
    group.cfn_options.deletion_policy = cdk.CfnDeletionPolicy.DELETE
    group.cfn_options.update_replace_policy = cdk.CfnDeletionPolicy.RETAIN


def snapshot(stack: cdk.Stack) -> None:
    database = rds.CfnDBInstance(stack, "Made")
    database.apply_removal_policy(cdk.RemovalPolicy.SNAPSHOT)


class LogGroup(cdk.CfnResource):
    """An L1 of somebody's own."""

    def __init__(self, stack: cdk.Stack) -> None:
        super().__init__(stack, "Made", type="AWS::Logs::LogGroup")


def destroyed(stack: cdk.Stack) -> None:
    sqs.CfnQueue(stack, "Made").apply_removal_policy(cdk.RemovalPolicy.DESTROY)


CASES = [
    Case(
        "data without a policy is deleted",
        lambda stack: rds.CfnDBInstance(stack, "Made"),
        [(attribute, None, "Delete") for attribute in BOTH],
    ),
    Case(
        "a log group that the CDK retains",
        lambda stack: logs.LogGroup(stack, "Made"),
        [(attribute, "Retain", "Delete") for attribute in BOTH],
    ),
    Case(
        "a file system that the CDK retains",
        lambda stack: efs.CfnFileSystem(stack, "Made").apply_removal_policy(
            cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        ),
        [
            ("DeletionPolicy", "RetainExceptOnCreate", "Delete"),
            ("UpdateReplacePolicy", "Retain", "Delete"),
        ],
    ),
    Case("a snapshot", snapshot, [(attribute, "Snapshot", "Delete") for attribute in BOTH]),
    Case(
        "retained only when it is replaced",
        retained_on_replacement,
        [("UpdateReplacePolicy", "Retain", "Delete")],
    ),
    Case(
        "a retained resource without data",
        retained_role,
        [(attribute, "Retain", "Delete") for attribute in BOTH],
    ),
    Case(
        "an L1 of somebody's own",
        LogGroup,
        [(attribute, None, "Delete") for attribute in BOTH],
    ),
    Case("what is deleted already is left alone", destroyed, []),
    Case(
        "what holds no data needs no policy",
        lambda stack: iam.CfnRole(stack, "Made", assume_role_policy_document={}),
        [],
        (None, None),
    ),
    Case(
        "a type that the table does not know is deleted too where it is retained",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::New::Thing").apply_removal_policy(
            cdk.RemovalPolicy.RETAIN
        ),
        [(attribute, "Retain", "Delete") for attribute in BOTH],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corrections(case: Case) -> None:
    assembly = synthesise(case.build, with_aspect(DestroyPolicy()))
    (resource,) = assembly.template["Resources"].values()
    (corrections,) = assembly.corrections.values() or ([],)
    assert corrections == case.corrections
    assert tuple(resource.get(attribute) for attribute in BOTH) == case.policies
