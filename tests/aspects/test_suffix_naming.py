from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_ec2 as ec2,
    aws_elasticloadbalancingv2 as elbv2,
    aws_iam as iam,
    aws_kms as kms,
    aws_s3 as s3,
    aws_sqs as sqs,
)
from constructs import Construct
from hypothesis import given, settings, strategies as st

from aspects import SuffixNaming
from aspects.metadata import NAMED_BY_OVERRIDE
from policies import POLICIES, Outcome, Template, judge
from tests.aspects.apps import Build, synthesise, with_aspect
from tests.policies.table import RULES

REGION = {"Ref": "AWS::Region"}
ACCOUNT = {"Ref": "AWS::AccountId"}


def joined(*parts: object) -> dict[str, Any]:
    return {"Fn::Join": ["", list(parts)]}


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    named: Any
    corrections: list[tuple[str, Any, Any]] = field(default_factory=list)
    property: str = "QueueName"
    note: str | None = None


def nested(stack: cdk.Stack) -> None:
    sqs.CfnQueue(Construct(Construct(stack, "VideoIngest"), "DeadLetters"), "Resource")


def named_subnet(stack: cdk.Stack, name: str) -> None:
    subnet = ec2.CfnSubnet(stack, "Made", vpc_id="vpc")
    cdk.Tags.of(subnet).add("Name", name)


def overridden(stack: cdk.Stack) -> None:
    queue = sqs.CfnQueue(stack, "Made")
    queue.add_property_override("QueueName", "queue-mine-dev")
    queue.node.add_metadata(NAMED_BY_OVERRIDE, "QueueName")


CASES = [
    Case(
        "by its path",
        nested,
        "queue-video-ingest-dead-letters-dev",
        [("QueueName", None, "queue-video-ingest-dead-letters-dev")],
    ),
    Case(
        "what an account shares has the region",
        lambda stack: iam.CfnRole(stack, "Made", assume_role_policy_document={}),
        joined("role-made-", REGION, "-dev"),
        [("RoleName", None, joined("role-made-", REGION, "-dev"))],
        "RoleName",
    ),
    Case(
        "what the world shares has the account too",
        lambda stack: s3.CfnBucket(stack, "Made"),
        joined("bucket-made-", ACCOUNT, "-", REGION, "-dev"),
        [("BucketName", None, joined("bucket-made-", ACCOUNT, "-", REGION, "-dev"))],
        "BucketName",
    ),
    Case(
        "cut to the limit of its service, with a digest",
        lambda stack: elbv2.CfnLoadBalancer(stack, "MetadataApiInternalLoadBalancer"),
        "load-balancer-metad-c8697f56-dev",
        [("Name", None, "load-balancer-metad-c8697f56-dev")],
        "Name",
    ),
    Case(
        "a tag where the type has no name",
        lambda stack: ec2.CfnSubnet(stack, "Made", vpc_id="vpc"),
        [{"Key": "Name", "Value": "subnet-made-dev"}],
        [("Tags.Name", None, "subnet-made-dev")],
        "Tags",
    ),
    Case(
        "a path that the CDK gave as a name",
        lambda stack: named_subnet(stack, "stack-dev/Network/Subnet1"),
        [{"Key": "Name", "Value": "subnet-made-dev"}],
        [("Tags.Name", "stack-dev/Network/Subnet1", "subnet-made-dev")],
        "Tags",
    ),
    Case(
        "a tag that somebody chose is left alone",
        lambda stack: named_subnet(stack, "subnet-mine-dev"),
        [{"Key": "Name", "Value": "subnet-mine-dev"}],
        property="Tags",
    ),
    Case(
        "a name by the convention is left alone",
        lambda stack: sqs.CfnQueue(stack, "Made", queue_name="queue-mine-dev"),
        "queue-mine-dev",
    ),
    Case(
        "a name against the convention is left alone, and noted",
        lambda stack: sqs.CfnQueue(stack, "Made", queue_name="Mine"),
        "Mine",
        note='SuffixNaming: QueueName is Mine; expected "queue-dev" or "queue-{role}-dev".',
    ),
    Case("an override that is announced is left alone", overridden, "queue-mine-dev"),
    Case(
        "a generic resource",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::SQS::Queue"),
        "queue-made-dev",
        [("QueueName", None, "queue-made-dev")],
    ),
    Case(
        "a generic resource without tags of the CDK is left to the policies",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::EC2::Subnet"),
        None,
        property="Tags",
    ),
    Case(
        "a type without a name",
        lambda stack: kms.CfnKey(stack, "Made", description="key"),
        None,
        property="Name",
    ),
    Case(
        "a type that the table does not know",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::New::Thing"),
        None,
        property="Name",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corrections(case: Case) -> None:
    assembly = synthesise(case.build, with_aspect(SuffixNaming(RULES)))
    (resource,) = assembly.template["Resources"].values()
    assert resource.get("Properties", {}).get(case.property) == case.named
    (corrections,) = assembly.corrections.values() or ([],)
    assert corrections == case.corrections
    assert list(assembly.entries("aws:cdk:info").values()) == ([[case.note]] if case.note else [])


IDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1)


@settings(max_examples=20)
@given(st.lists(IDS, min_size=1, max_size=20, unique_by=str.lower))
def test_whatever_an_id_is_the_name_is_by_the_convention(ids: list[str]) -> None:
    def build(stack: cdk.Stack) -> None:
        for number, construct_id in enumerate(ids):
            # The number keeps apart what differs in signs only.
            scope = Construct(stack, f"{number}{construct_id}")
            elbv2.CfnLoadBalancer(Construct(scope, construct_id), "Resource")

    assembly = synthesise(build, with_aspect(SuffixNaming(RULES)))
    names = [policy for policy in POLICIES if policy.family == "NAME"]
    rows = judge(Template(assembly.template), RULES, names)
    assert [str(row) for row in rows if row.outcome is Outcome.VIOLATION] == []


def test_given_names_meet_the_policies_on_names() -> None:
    def build(stack: cdk.Stack) -> None:
        deep = Construct(stack, "AVeryLongNameOfAConstruct" * 4)
        for parent in (stack, deep):
            iam.CfnRole(parent, "Role", assume_role_policy_document={})
            s3.CfnBucket(parent, "Bucket")
            elbv2.CfnLoadBalancer(parent, "LoadBalancer")
            elbv2.CfnTargetGroup(parent, "TargetGroup")
            cdk.CfnResource(parent, "Alias", type="AWS::KMS::Alias")

    assembly = synthesise(build, with_aspect(SuffixNaming(RULES)))
    names = [policy for policy in POLICIES if policy.family == "NAME"]
    rows = judge(Template(assembly.template), RULES, names)
    assert [row for row in rows if row.outcome is Outcome.VIOLATION] == []
    assert sum(row.outcome is Outcome.COMPLIANT for row in rows) > len(names)
