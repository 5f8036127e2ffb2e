"""The real stack, broken through its constructs and by raw overrides: the synthesis fails.

Where an Aspect corrects what was broken, the synthesis passes and the assembly tells so.
"""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam
from constructs import IConstruct

from aspects.metadata import CORRECTION
from infra.stack import PipelineStack
from policies import POLICIES
from tests.guarded import synthesise

Break = Callable[[PipelineStack], object]


def l1(construct: IConstruct) -> Any:  # noqa: ANN401 - whatever L1 it is
    """The resource of a construct."""
    return construct.node.default_child or construct


def setting(attribute: str, value: object, of: Callable[[PipelineStack], IConstruct]) -> Break:
    """Sets an attribute of a resource, as code of the stack would."""
    return lambda stack: setattr(l1(of(stack)), attribute, value)


def overriding(path: str, value: object, of: Callable[[PipelineStack], IConstruct]) -> Break:
    """Overrides a property of a resource, as an escape hatch would."""
    return lambda stack: l1(of(stack)).add_property_override(path, value)


def deleting(path: str, of: Callable[[PipelineStack], IConstruct]) -> Break:
    """Deletes a property of a resource by an escape hatch."""
    return lambda stack: l1(of(stack)).add_property_deletion_override(path)


def queue(stack: PipelineStack) -> IConstruct:
    return stack.ingest.queue


def bucket(stack: PipelineStack) -> IConstruct:
    return stack.ingest.bucket


def database(stack: PipelineStack) -> IConstruct:
    return stack.database.instance


def service(stack: PipelineStack) -> IConstruct:
    return stack.worker.service


def stage(stack: PipelineStack) -> IConstruct:
    return stack.entry.api.deployment_stage


def role(stack: PipelineStack) -> IConstruct:
    return stack.worker.task_role


def function(stack: PipelineStack) -> IConstruct:
    return stack.rotation.function


def log_group(stack: PipelineStack) -> IConstruct:
    return stack.worker.node.find_child("LogGroup")


def wildcard(stack: PipelineStack) -> None:
    statement = iam.PolicyStatement(actions=["s3:*"], resources=[stack.ingest.bucket.bucket_arn])
    stack.worker.permissions.add_statements(statement)


def open_to_all(stack: PipelineStack) -> None:
    stack.database.security_group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(5432))


@dataclass(frozen=True)
class Case:
    """One way to break the stack.

    Attributes:
        name: family and way.
        broken: breaks it.
        finding: id of the policy that must find it; empty where an Aspect corrects it.
        correction: Aspect and property that must be on record.
    """

    name: str
    broken: Break
    finding: str = ""
    correction: tuple[str, str] | None = None


CASES = (
    Case(
        "TEMPLATE by construct",
        lambda stack: cdk.CfnResource(stack, "New", type="AWS::New::Thing"),
        "TEMPLATE-2",
    ),
    Case(
        "TEMPLATE by override",
        lambda stack: l1(queue(stack)).add_override("Type", "AWS::New::Thing"),
        "TEMPLATE-2",
    ),
    Case("NAME by construct", setting("queue_name", "Mine", queue), "NAME-2"),
    Case(
        "NAME by construct, absent",
        setting("queue_name", None, queue),
        correction=("SuffixNaming", "QueueName"),
    ),
    Case("NAME by override", overriding("QueueName", "Mine", queue), "NAME-2"),
    Case("NAME by deletion", deleting("QueueName", queue), "NAME-1"),
    Case(
        "TAG by construct",
        lambda stack: cdk.Tags.of(queue(stack)).add("Owner", "somebody", priority=500),
        correction=("RequiredTags", "Tags.Owner"),
    ),
    Case("TAG by override", overriding("Tags", [], queue), "TAG-1"),
    Case(
        "DESTROY by construct",
        lambda stack: l1(bucket(stack)).apply_removal_policy(cdk.RemovalPolicy.RETAIN),
        correction=("DestroyPolicy", "DeletionPolicy"),
    ),
    Case(
        "DESTROY by construct, protected",
        setting("deletion_protection", True, database),
        "DESTROY-2",
    ),
    Case(
        "DESTROY by override",
        lambda stack: l1(bucket(stack)).add_override("DeletionPolicy", "Retain"),
        "DESTROY-1",
    ),
    Case(
        "DESTROY by construct, the stack protected",
        lambda stack: setattr(stack, "termination_protection", True),
        "DESTROY-12",
    ),
    Case("REGION by construct", setting("description", "in us-east-1", function), "REGION-1"),
    Case("REGION by override", overriding("Description", "in us-east-1", function), "REGION-1"),
    Case(
        "KMS by construct",
        setting("kms_master_key_id", None, queue),
        correction=("KmsEncryption", "KmsMasterKeyId"),
    ),
    Case(
        "KMS by construct, off",
        setting("storage_encrypted", False, database),
        "KMS-1",
    ),
    Case("KMS by override", overriding("KmsMasterKeyId", "alias/aws/sqs", queue), "KMS-7"),
    Case("KMS by deletion", deleting("KmsKeyId", database), "KMS-1"),
    Case("HA by construct", setting("multi_az", False, database), "HA-1"),
    Case("HA by override", overriding("MultiAZ", False, database), "HA-1"),
    Case(
        "ECS by construct",
        setting("enable_execute_command", True, service),
        "ECS-11",
    ),
    Case("ECS by deletion", deleting("DeploymentConfiguration", service), "ECS-2"),
    Case("BACKUP by construct", setting("backup_retention_period", 0, database), "BACKUP-1"),
    Case("BACKUP by override", overriding("BackupRetentionPeriod", 0, database), "BACKUP-1"),
    Case("LOG by construct", setting("retention_in_days", None, log_group), "LOG-10"),
    Case("LOG by deletion", deleting("RetentionInDays", log_group), "LOG-10"),
    Case("NET by construct", open_to_all, "NET-1"),
    Case("NET by override", overriding("PubliclyAccessible", True, database), "NET-9"),
    Case("IAM by construct", wildcard, "IAM-1"),
    Case(
        "IAM by override",
        overriding("ManagedPolicyArns", ["arn:aws:iam::aws:policy/PowerUserAccess"], role),
        "IAM-3",
    ),
    Case(
        "SECRET by construct",
        lambda stack: stack.worker.container.add_environment("DATABASE_PASSWORD", "hunter2"),
        "SECRET-3",
    ),
    Case("SECRET by override", overriding("MasterUserPassword", "hunter2", database), "SECRET-1"),
    Case(
        "API by construct",
        lambda stack: setattr(
            l1(stack.entry.methods["GET", "/videos"]), "authorization_type", "NONE"
        ),
        "API-1",
    ),
    Case("API by override", overriding("TracingEnabled", False, stage), "API-5"),
)


def test_every_family_is_broken_through_a_construct_and_by_an_override() -> None:
    ways = {tuple(case.name.partition(",")[0].split(" by ")) for case in CASES}
    for family in {policy.family for policy in POLICIES}:
        assert (family, "construct") in ways
        assert {(family, "override"), (family, "deletion")} & ways


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_stack(case: Case, record_property: Callable[[str, object], None]) -> None:
    record_property("mutants", 1)
    assembly = synthesise(case.broken)
    if case.finding:
        assert f"Acknowledge with 'Policies::{case.finding}'" in assembly.raised
    else:
        assert assembly.raised == ""
        recorded = {
            (entry["data"]["aspect"], entry["data"]["property"])
            for entries in assembly.metadata.values()
            for entry in entries
            if entry["type"] == CORRECTION
        }
        assert cast("tuple[str, str]", case.correction) in recorded
    record_property("caught", 1)
