from __future__ import annotations

from typing import Any

import pytest

from policies import MalformedTemplateError, Resource, Template
from policies.template import ABSENT, Part, dig, entries, is_intrinsic, target

NO_VALUE = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(None, "template: NoneType; expected an object with Resources.", id="null"),
        pytest.param([], "template: list; expected an object with Resources.", id="a list"),
        pytest.param(
            {"Resources": []}, "Resources: list; expected an object of resources.", id="no object"
        ),
        pytest.param(
            {"Resources": {"Queue": "AWS::SQS::Queue"}},
            "Resources.Queue: expected an object with a Type.",
            id="a resource that is no object",
        ),
        pytest.param(
            {"Resources": {"Queue": {"Type": {"Ref": "Type"}}}},
            "Resources.Queue: expected an object with a Type.",
            id="a type that is no text",
        ),
        (
            {"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": "x"}}},
            "Resources.A.Properties: str; expected an object.",
        ),
    ],
)
def test_what_is_no_template_is_refused(document: object, message: str) -> None:
    with pytest.raises(MalformedTemplateError) as caught:
        Template(document)
    assert str(caught.value) == message


def test_properties_may_be_null() -> None:
    template = Template({"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": None}}})
    assert template.resources["A"].properties == {}


def test_a_template_without_resources_has_none() -> None:
    assert dict(Template({}).resources) == {}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("A", {"B": ["x", {"C": 1}]}),
        ("A.B.0", "x"),
        ("A.B.1.C", 1),
        ("A.B.2", ABSENT),
        ("A.B.x", ABSENT),
        ("A.B.C", ABSENT),
        ("A.C", ABSENT),
        ("Null", ABSENT),
        ("Nothing", ABSENT),
        ("Nothing.Ref", "AWS::NoValue"),
        ("False", False),
    ],
)
def test_dig(path: str, expected: object) -> None:
    value = {"A": {"B": ["x", {"C": 1}]}, "Null": None, "Nothing": NO_VALUE, "False": False}
    assert dig(value, path) == expected


def test_absent_shows_itself_and_is_false() -> None:
    assert repr(ABSENT) == "absent"
    assert not ABSENT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", None, NO_VALUE, "b"], [Part("X[0]", "a"), Part("X[3]", "b")]),
        ([], []),
        ("a", [Part("X", "a")]),
        ({"Fn::If": ["A", [], []]}, [Part("X", {"Fn::If": ["A", [], []]})]),
        (ABSENT, []),
    ],
)
def test_entries(value: object, expected: list[Part]) -> None:
    assert list(entries(value, "X")) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Key"}, "Key"),
        ({"Fn::GetAtt": ["Key", "Arn"]}, "Key"),
        ({"Fn::GetAtt": "Key.Arn"}, "Key"),
        ({"Fn::Sub": "${Key}"}, None),
        ({"Ref": "Key", "Other": 1}, None),
        ({"Ref": ["Key"]}, None),
        ("Key", None),
    ],
)
def test_target(value: object, expected: str | None) -> None:
    assert target(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "A"}, True),
        ({"Condition": "A"}, True),
        ({"Fn::Anything": 1}, True),
        ({"A": 1}, False),
        ({1: 1}, False),
        ({"Ref": "A", "B": 1}, False),
        ({}, False),
        ("Ref", False),
    ],
)
def test_is_intrinsic(value: object, *, expected: bool) -> None:
    assert is_intrinsic(value) is expected


@pytest.mark.parametrize(
    ("definition", "path"),
    [
        ({"Metadata": {"aws:cdk:path": "stack/Queue/Resource"}}, "stack/Queue/Resource"),
        ({"Metadata": {"aws:cdk:path": ["stack"]}}, "Queue"),
        ({"Metadata": "stack"}, "Queue"),
        ({}, "Queue"),
    ],
)
def test_the_path_of_a_resource(definition: dict[str, Any], path: str) -> None:
    assert Resource("Queue", {"Type": "AWS::SQS::Queue", **definition}).path == path


def test_properties_that_are_no_object_are_none() -> None:
    assert Resource("Queue", {"Type": "AWS::SQS::Queue", "Properties": ["x"]}).properties == {}


def test_resources_by_type_come_in_the_order_of_the_types() -> None:
    template = Template(
        {
            "Resources": {
                "One": {"Type": "AWS::SQS::Queue"},
                "Two": {"Type": "AWS::SNS::Topic"},
                "Three": {"Type": "AWS::SQS::Queue"},
            }
        }
    )
    found = template.of_type("AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::EC2::VPC")
    assert [resource.logical_id for resource in found] == ["Two", "One", "Three"]


def test_referenced() -> None:
    template = Template({"Resources": {"Key": {"Type": "AWS::KMS::Key"}}})
    assert template.referenced({"Ref": "Key"}) is template.resources["Key"]
    assert template.referenced({"Ref": "Parameter"}) is None
    assert template.referenced("Key") is None


def test_an_index_is_built_once() -> None:
    template = Template({"Resources": {"Key": {"Type": "AWS::KMS::Key"}}})
    built: list[Template] = []

    def build(of: Template) -> int:
        built.append(of)
        return len(of.resources)

    assert [template.index(build), template.index(build)] == [1, 1]
    assert built == [template]


def test_by_reference() -> None:
    def policy(bucket: object) -> dict[str, Any]:
        return {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": bucket}}

    template = Template(
        {
            "Resources": {
                "Ref": policy({"Ref": "Bucket"}),
                "Sub": policy({"Fn::Sub": "${Bucket}"}),
                "List": policy([{"Ref": "Bucket"}, {"Ref": "Other"}]),
                "Decided": policy({"Fn::If": ["A", {"Ref": "Bucket"}, {"Ref": "Other"}]}),
                "Literal": policy("bucket"),
            }
        }
    )
    found = template.by_reference("AWS::S3::BucketPolicy", "Bucket")
    assert {name: [each.logical_id for each in of] for name, of in found.items()} == {
        "Bucket": ["Ref", "Sub", "List"],
        "Other": ["List"],
    }
