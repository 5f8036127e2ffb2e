from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigatewayv2 as apigatewayv2, aws_efs as efs, aws_sqs as sqs

from aspects import RequiredTags
from tests.aspects.apps import Build, synthesise, with_aspect

TAGS = {"Environment": "dev", "Project": "streamtech"}
PAIRS = [{"Key": key, "Value": value} for key, value in TAGS.items()]
ROLE = "AWS::IAM::Role"


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    tags: Any
    corrections: list[tuple[str, Any, Any]] = field(default_factory=list)
    property: str = "Tags"


def tagged(stack: cdk.Stack, **tags: str) -> None:
    queue = sqs.CfnQueue(stack, "Made")
    for key, value in tags.items():
        cdk.Tags.of(queue).add(key, value)


def plain(stack: cdk.Stack, **properties: object) -> None:
    cdk.CfnResource(stack, "Made", type=ROLE, properties=properties)


CASES = [
    Case(
        "no tags",
        lambda stack: sqs.CfnQueue(stack, "Made"),
        PAIRS,
        [("Tags.Environment", None, "dev"), ("Tags.Project", None, "streamtech")],
    ),
    Case(
        "one is wrong",
        lambda stack: tagged(stack, Environment="prod", Project="streamtech"),
        PAIRS,
        [("Tags.Environment", "prod", "dev")],
    ),
    Case(
        "all are right, and another stays",
        lambda stack: tagged(stack, Another="one", **TAGS),
        [{"Key": "Another", "Value": "one"}, *PAIRS],
    ),
    Case(
        "a property of another name",
        lambda stack: efs.CfnFileSystem(stack, "Made"),
        PAIRS,
        [("Tags.Environment", None, "dev"), ("Tags.Project", None, "streamtech")],
        "FileSystemTags",
    ),
    Case(
        "tags as a map",
        lambda stack: apigatewayv2.CfnVpcLink(stack, "Made", name="link", subnet_ids=[]),
        TAGS,
        [("Tags.Environment", None, "dev"), ("Tags.Project", None, "streamtech")],
    ),
    Case(
        "a generic resource, which has no tag manager",
        plain,
        PAIRS,
        [("Tags", None, PAIRS)],
    ),
    Case(
        "a generic resource with tags of its own",
        lambda stack: plain(stack, Tags=[{"Key": "Another", "Value": "one"}]),
        [{"Key": "Another", "Value": "one"}, *PAIRS],
        [
            (
                "Tags",
                [{"Key": "Another", "Value": "one"}],
                [{"Key": "Another", "Value": "one"}, *PAIRS],
            )
        ],
    ),
    Case(
        "a generic resource whose tags are right",
        lambda stack: plain(stack, Tags=PAIRS),
        PAIRS,
    ),
    Case(
        "a generic resource that takes a map",
        lambda stack: cdk.CfnResource(
            stack,
            "Made",
            type="AWS::ApiGatewayV2::VpcLink",
            properties={"Tags": {"Another": "one"}},
        ),
        {"Another": "one", **TAGS},
        [("Tags", {"Another": "one"}, {"Another": "one", **TAGS})],
    ),
    Case(
        "a type that takes no tags",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::S3::BucketPolicy"),
        None,
    ),
    Case(
        "a type that the table does not know",
        lambda stack: cdk.CfnResource(stack, "Made", type="AWS::New::Thing"),
        None,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corrections(case: Case) -> None:
    assembly = synthesise(case.build, with_aspect(RequiredTags(TAGS)))
    (resource,) = assembly.template["Resources"].values()
    assert resource.get("Properties", {}).get(case.property) == case.tags
    (corrections,) = assembly.corrections.values() or ([],)
    assert corrections == case.corrections


def test_tags_of_the_stack_give_way_to_the_rules() -> None:
    def build(stack: cdk.Stack) -> None:
        sqs.CfnQueue(stack, "Made")
        cdk.Tags.of(stack).add("Environment", "prod")

    assembly = synthesise(build, with_aspect(RequiredTags(TAGS)))
    (queue,) = assembly.template["Resources"].values()
    assert queue["Properties"]["Tags"] == PAIRS
