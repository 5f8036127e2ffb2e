from __future__ import annotations

import pytest
from hypothesis import given

from policies.intrinsics import Arn, references, text
from tests.policies.arbitrary import VALUES

QUEUE = {"Fn::GetAtt": ["Queue", "Arn"]}
ACCOUNT = {"Ref": "AWS::AccountId"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("literal", "literal"),
        ({"Ref": "Queue"}, "${Queue}"),
        (QUEUE, "${Queue.Arn}"),
        ({"Fn::GetAtt": "Queue.Arn"}, "${Queue.Arn}"),
        ({"Fn::Join": ["-", ["a", {"Ref": "B"}, {"Fn::Join": ["", ["c", "d"]]}]]}, "a-${B}-cd"),
        ({"Fn::Sub": "a-${B}-${C.Arn}"}, "a-${B}-${C.Arn}"),
        ({"Fn::Sub": ["a-${B}-${C}", {"B": "b"}]}, "a-b-${C}"),
        ({"Fn::Sub": ["a-${B}", {"B": ACCOUNT}]}, "a-${AWS::AccountId}"),
        ({"Fn::Sub": ["a-${B}", {"B": ""}]}, "a-"),
        ({"Fn::Sub": "a-${!B}"}, "a-${!B}"),
    ],
    ids=str,
)
def test_text_that_can_be_told(value: object, told: str) -> None:
    assert text(value) == told


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        True,
        [],
        {},
        {"Fn::If": ["A", "a", "b"]},
        {"Fn::ImportValue": "a"},
        {"Ref": "A", "Other": "B"},
        {"Fn::Join": ["-", ["a", {"Fn::If": ["A", "a", "b"]}]]},
        {"Fn::Join": ["-", {"Ref": "List"}]},
        {"Fn::Sub": ["a-${B}", {"B": {"Fn::If": ["A", "a", "b"]}}]},
        {"Fn::GetAtt": ["Queue", {"Ref": "A"}]},
    ],
    ids=str,
)
def test_text_that_only_a_deployment_decides(value: object) -> None:
    assert text(value) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("literal", ()),
        ({"Ref": "A"}, ("A",)),
        (QUEUE, ("Queue",)),
        ({"Fn::GetAtt": "Queue.Arn"}, ("Queue",)),
        ({"Fn::Sub": "${A}-${B.Arn}-${!C}-${AWS::Region}"}, ("A", "B", "AWS::Region")),
        ({"Fn::Sub": ["${A}-${B}", {"B": {"Ref": "C"}}]}, ("A", "B", "C")),
        ({"Fn::If": ["Condition", {"Ref": "A"}, [{"x": {"Ref": "B"}}]]}, ("A", "B")),
    ],
    ids=str,
)
def test_references_however_deep(value: object, names: tuple[str, ...]) -> None:
    assert references(value) == set(names)


@pytest.mark.parametrize(
    ("told", "arn"),
    [
        ("arn:aws:s3:::bucket/*", Arn("s3", "", "bucket/*")),
        (
            "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:queue",
            Arn("sqs", "${AccountId}", "queue"),
        ),
        ("arn:aws:logs:x:1:log-group:a:*", Arn("logs", "1", "log-group:a:*")),
        ("${Queue.Arn}", None),
        ("arn:aws:s3", None),
        ("urn:aws:s3:::bucket", None),
    ],
    ids=str,
)
def test_parts_of_an_arn(told: str, arn: Arn | None) -> None:
    assert Arn.parse(told) == arn


@given(VALUES)
def test_anything_is_told_or_not(value: object) -> None:
    told = text(value)

    assert told is None or isinstance(told, str)


@given(VALUES)
def test_what_is_told_refers_to_what_the_value_refers_to(value: object) -> None:
    told = text(value)

    # A literal may look like a placeholder, and a substituted name is replaced by its value.
    if told is not None and not isinstance(value, str) and "Fn::Sub" not in str(value):
        assert references(value) <= references({"Fn::Sub": told})
