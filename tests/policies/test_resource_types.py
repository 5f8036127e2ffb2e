"""The table against the CloudFormation resource schemas that cfn-lint ships."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from policies import Resource
from policies.resource_types import (
    LONGEST_REGION,
    RESOURCE_TYPES,
    Name,
    Namespace,
    ResourceType,
    TagFormat,
    Unnamed,
)
from policies.template import ABSENT, Part

DATA = Path(cfnlint.__file__).parent / "data"
SCHEMA_FILES: dict[str, str] = json.loads(
    (DATA / "schemas" / "providers" / "us-east-1.json").read_text()
)
STATEFUL: dict[str, Any] = json.loads(
    (DATA / "AdditionalSpecs" / "StatefulResources.json").read_text()
)["ResourceTypes"]

ROWS = [row for row in RESOURCE_TYPES.values() if row.type in SCHEMA_FILES]

NAMES_THAT_CARRY_NO_SUFFIX = {"AWS::ApiGateway::Model"}

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.type)


def schema(row: ResourceType) -> dict[str, Any]:
    path = DATA / "schemas" / "resources" / f"{SCHEMA_FILES[row.type]}.json"
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def resolve(node: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = document["definitions"][node["$ref"].removeprefix("#/definitions/")]
    return node


def writable(document: dict[str, Any]) -> set[str]:
    read_only = {pointer.split("/")[2] for pointer in document.get("readOnlyProperties", ())}
    return set(document["properties"]) - read_only


def test_only_what_the_cdk_brings_has_no_schema() -> None:
    assert set(RESOURCE_TYPES) - set(SCHEMA_FILES) == {"Custom::S3AutoDeleteObjects"}


@each_row
def test_the_name_property_exists(row: ResourceType) -> None:
    if isinstance(row.name, Name) and row.name.property:
        assert row.name.property in writable(schema(row))


@each_row
def test_what_the_tag_names_has_no_name_property(row: ResourceType) -> None:
    if isinstance(row.name, Name) and not row.name.property:
        assert row.tags is not None
        assert not own_name_properties(row)


@each_row
def test_an_unnamed_type_has_no_name_property(row: ResourceType) -> None:
    if isinstance(row.name, Unnamed) and row.type not in NAMES_THAT_CARRY_NO_SUFFIX:
        assert not own_name_properties(row)
        assert row.name.reason.endswith(".")


def own_name_properties(row: ResourceType) -> set[str]:
    kind = row.type.rpartition("::")[2]
    own = {"Name", f"{kind}Name", f"{kind}Id", f"{kind}Identifier"}
    return own & writable(schema(row))


@each_row
def test_the_length_is_no_more_than_the_schema_allows(row: ResourceType) -> None:
    if isinstance(row.name, Name) and row.name.property:
        document = schema(row)
        property_schema = resolve(document["properties"][row.name.property], document)
        lengths = re.findall(r"\{1,(\d+)\}", property_schema.get("pattern", ""))
        allowed = [property_schema.get("maxLength"), *map(int, lengths[:1])]
        for limit in (limit for limit in allowed if limit):
            assert row.name.maximum_length <= limit


@each_row
def test_the_tag_property_and_its_format_are_the_schema_s(row: ResourceType) -> None:
    document = schema(row)
    tagging = document.get("tagging", {"taggable": document.get("taggable", False)})
    if row.tags is None:
        assert not tagging["taggable"]
        return
    assert tagging["tagProperty"] == f"/properties/{row.tags.property}"
    kind = resolve(document["properties"][row.tags.property], document)["type"]
    assert {"array": TagFormat.LIST, "object": TagFormat.MAP}[kind] is row.tags.format


@each_row
def test_the_key_s_property_exists(row: ResourceType) -> None:
    document = schema(row)
    node: dict[str, Any] = document
    for step in row.key.split(".") if row.key else ():
        node = resolve(node, document)
        node = node["items"] if step.isdecimal() else node["properties"][step]


@each_row
def test_what_cfn_lint_holds_for_stateful_holds_data(row: ResourceType) -> None:
    assert row.holds_data or row.type not in STATEFUL


def test_prefixes_differ() -> None:
    prefixes = [row.name.prefix for row in ROWS if isinstance(row.name, Name)]
    assert len(set(prefixes)) == len(prefixes)


NO_VALUE = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    ("resource_type", "properties", "expected"),
    [
        ("AWS::SQS::Queue", {"QueueName": "queue-dev"}, Part("QueueName", "queue-dev")),
        ("AWS::SQS::Queue", {}, Part("QueueName", ABSENT)),
        (
            "AWS::EC2::VPC",
            {"Tags": [{"Key": "Name", "Value": "vpc-dev"}]},
            Part("Tags.Name", "vpc-dev"),
        ),
        ("AWS::EC2::VPC", {"Tags": [{"Key": "A", "Value": "1"}]}, Part("Tags.Name", ABSENT)),
        ("AWS::SQS::QueuePolicy", {}, None),
    ],
)
def test_name_in(resource_type: str, properties: dict[str, Any], expected: Part | None) -> None:
    resource = Resource("Logical", {"Type": resource_type, "Properties": properties})
    assert RESOURCE_TYPES[resource_type].name_in(resource) == expected


@pytest.mark.parametrize(
    ("resource_type", "tags", "expected"),
    [
        ("AWS::SQS::Queue", [{"Key": "A", "Value": "1"}], {"A": "1"}),
        ("AWS::SQS::Queue", [{"Key": "A"}], {"A": ABSENT}),
        (
            "AWS::SQS::Queue",
            [{"Key": "A", "Value": "1"}, {"Key": "A", "Value": "2"}],
            {"A": ["1", "2"]},
        ),
        ("AWS::SQS::Queue", ["no tag", NO_VALUE, {"Value": "1"}], {}),
        ("AWS::SQS::Queue", {"Fn::If": ["Tagged", [{"Key": "A", "Value": "1"}], []]}, {}),
        ("AWS::SQS::Queue", {"A": "1"}, {}),
        ("AWS::SQS::Queue", NO_VALUE, {}),
        ("AWS::ApiGatewayV2::VpcLink", {"A": "1", "B": None, "C": NO_VALUE}, {"A": "1"}),
        ("AWS::ApiGatewayV2::VpcLink", {"Fn::If": ["Tagged", {"A": "1"}, {}]}, {}),
        ("AWS::ApiGatewayV2::VpcLink", [{"Key": "A", "Value": "1"}], {}),
        ("AWS::SQS::QueuePolicy", [{"Key": "A", "Value": "1"}], {}),
    ],
)
def test_tags_in(resource_type: str, tags: object, expected: dict[str, object]) -> None:
    resource = Resource("Logical", {"Type": resource_type, "Properties": {"Tags": tags}})
    assert RESOURCE_TYPES[resource_type].tags_in(resource) == expected


def test_no_region_has_a_longer_name() -> None:
    regions = [path.stem for path in (DATA / "schemas" / "providers").glob("*.json")]
    assert max(map(len, regions)) == len(LONGEST_REGION)
    assert LONGEST_REGION in regions


def test_namespaces_say_what_stands_before_the_suffix() -> None:
    assert Namespace.REGION.scope == ()
    assert Namespace.WORLD.scope == ("${AWS::AccountId}", "${AWS::Region}")
