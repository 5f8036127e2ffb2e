from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_ecs as ecs,
    aws_efs as efs,
    aws_elasticache as elasticache,
    aws_iam as iam,
    aws_kms as kms,
    aws_rds as rds,
    aws_sqs as sqs,
)

from aspects import KmsEncryption
from aspects.resource_aspect import PRIORITY
from tests.aspects.apps import Build, synthesise, with_aspect

KEY = {"Fn::GetAtt": ["Key", "Arn"]}


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    properties: dict[str, Any]
    corrections: list[tuple[str, Any, Any]] = field(default_factory=list)
    keys: int = 1
    note: str | None = None


CASES = [
    Case(
        "a queue",
        lambda stack: sqs.CfnQueue(stack, "Made"),
        {"KmsMasterKeyId": KEY},
        [("KmsMasterKeyId", None, KEY)],
    ),
    Case(
        "a database, which has a switch too",
        lambda stack: rds.CfnDBInstance(stack, "Made"),
        {"KmsKeyId": KEY, "StorageEncrypted": True},
        [("KmsKeyId", None, KEY), ("StorageEncrypted", None, True)],
    ),
    Case(
        "a file system that says no",
        lambda stack: efs.CfnFileSystem(stack, "Made", encrypted=False),
        {"KmsKeyId": KEY, "Encrypted": True},
        [("KmsKeyId", None, KEY), ("Encrypted", False, True)],
    ),
    Case(
        "a cache with its switch on",
        lambda stack: elasticache.CfnReplicationGroup(
            stack, "Made", replication_group_description="cache", at_rest_encryption_enabled=True
        ),
        {
            "KmsKeyId": KEY,
            "AtRestEncryptionEnabled": True,
            "ReplicationGroupDescription": "cache",
        },
        [("KmsKeyId", None, KEY)],
    ),
    Case(
        "a generic resource",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::SNS::Topic"),
        {"KmsMasterKeyId": KEY},
        [("KmsMasterKeyId", None, KEY)],
    ),
    Case(
        "a key that somebody gave is left alone",
        lambda stack: sqs.CfnQueue(stack, "Made", kms_master_key_id="alias/aws/sqs"),
        {"KmsMasterKeyId": "alias/aws/sqs"},
    ),
    Case(
        "a key within a property is left to the policies",
        lambda stack: ecs.CfnCluster(stack, "Made"),
        {},
    ),
    Case(
        "a type without a key",
        lambda stack: iam.CfnRole(stack, "Made", assume_role_policy_document={"V": 1}),
        {"AssumeRolePolicyDocument": {"V": 1}},
    ),
    Case(
        "a type that the table does not know",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::New::Thing"),
        {},
    ),
    *(
        Case(
            name,
            lambda stack: sqs.CfnQueue(stack, "Made"),
            {},
            keys=keys,
            note="KmsEncryption: KmsMasterKeyId is absent, and the stack has not one key; "
            "name a key.",
        )
        for name, keys in (("no key", 0), ("several keys", 2))
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corrections(case: Case) -> None:
    def build(stack: cdk.Stack) -> None:
        for number in range(case.keys):
            kms.CfnKey(stack, f"Key{number or ''}")
        case.build(stack)

    assembly = synthesise(build, with_aspect(KmsEncryption()))
    assert assembly.template["Resources"]["Made"].get("Properties", {}) == case.properties
    assert assembly.corrections.get("Made", []) == case.corrections
    assert assembly.entries("aws:cdk:info").get("Made") == (case.note and [case.note])


def test_a_generic_key_is_a_key() -> None:
    def build(stack: cdk.Stack) -> None:
        cdk.CfnResource(stack, "Key", type="AWS::KMS::Key")
        sqs.CfnQueue(stack, "Made")

    assembly = synthesise(build, with_aspect(KmsEncryption()))
    assert assembly.corrections["Made"] == [("KmsMasterKeyId", None, KEY)]


def test_each_stack_has_its_own_key() -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        for region in ("here", "there"):
            stack = cdk.Stack(app, region)
            kms.CfnKey(stack, f"Key{region}")
            for number in range(2):
                sqs.CfnQueue(stack, f"Queue{number}")
        cdk.Aspects.of(app).add(KmsEncryption(), priority=PRIORITY)
        app.synth()
        for region in ("here", "there"):
            template = json.loads(Path(directory, f"{region}.template.json").read_text())
            assert [
                template["Resources"][f"Queue{number}"]["Properties"]["KmsMasterKeyId"]
                for number in range(2)
            ] == [{"Fn::GetAtt": [f"Key{region}", "Arn"]}] * 2
