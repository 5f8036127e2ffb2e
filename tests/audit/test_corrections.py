from __future__ import annotations

import json
from typing import Any

import pytest

from audit.assembly import Stack
from audit.corrections import corrections, misshapen_corrections, uncorrected
from audit.model import Correction
from policies import Deployment

PATH = "stack/Thing/Resource"
QUEUE = "AWS::SQS::Queue"
LINK = "AWS::ApiGatewayV2::VpcLink"
"""Its tags are a map."""


HIDDEN = {"Fn::If": ["A", {"Key": "Name", "Value": "new"}, {"Ref": "AWS::NoValue"}]}


def stack(resource: dict[str, Any], correction: object, logical_id: str = "Thing") -> Stack:
    return Stack(
        id="stack",
        path="stack",
        region=None,
        file="stack.template.json",
        content=json.dumps({"Resources": {"Thing": resource}}).encode(),
        deployment=Deployment(name="stack", termination_protection=False),
        metadata={PATH: [("aws:cdk:logicalId", logical_id), ("guard:correction", correction)]},
    )


def tag(key: str, value: str) -> dict[str, str]:
    return {"Key": key, "Value": value}


@pytest.mark.parametrize(
    ("resource", "changed", "before", "expected"),
    [
        pytest.param(
            {"Type": QUEUE, "DeletionPolicy": "Delete"},
            "DeletionPolicy",
            "Retain",
            {"Type": QUEUE, "DeletionPolicy": "Retain"},
            id="attribute",
        ),
        pytest.param(
            {"Type": QUEUE, "UpdateReplacePolicy": "Delete"},
            "UpdateReplacePolicy",
            None,
            {"Type": QUEUE},
            id="attribute that was absent",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": {"QueueName": "queue-dev", "DelaySeconds": 1}},
            "QueueName",
            None,
            {"Type": QUEUE, "Properties": {"DelaySeconds": 1}},
            id="property",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": {"Tags": [tag("Owner", "video"), tag("Name", "new")]}},
            "Tags.Name",
            "old",
            {"Type": QUEUE, "Properties": {"Tags": [tag("Owner", "video"), tag("Name", "old")]}},
            id="tag of a list",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": {"Tags": [tag("Owner", "video"), tag("Name", "new")]}},
            "Tags.Name",
            None,
            {"Type": QUEUE, "Properties": {"Tags": [tag("Owner", "video")]}},
            id="tag of a list that was absent",
        ),
        pytest.param(
            {"Type": LINK, "Properties": {"Tags": {"Owner": "video", "Name": "new"}}},
            "Tags.Name",
            "old",
            {"Type": LINK, "Properties": {"Tags": {"Owner": "video", "Name": "old"}}},
            id="tag of a map",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": {"Tags": {"Fn::If": ["A", [], []]}}},
            "Tags.Name",
            "old",
            {"Type": QUEUE, "Properties": {"Tags": {"Fn::If": ["A", [], []]}}},
            id="tags that a deployment decides",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": {"Tags": ["x", HIDDEN, tag("Name", "new")]}},
            "Tags.Name",
            None,
            {"Type": QUEUE, "Properties": {"Tags": ["x", HIDDEN]}},
            id="tag beside what is none",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": None},
            "QueueName",
            None,
            {"Type": QUEUE, "Properties": None},
            id="property of none",
        ),
        pytest.param(
            {"Type": QUEUE, "Properties": None},
            "Tags.Name",
            None,
            {"Type": QUEUE, "Properties": None},
            id="tag of none",
        ),
        pytest.param(
            {"Type": "Unknown::Type::Here", "Properties": {"Tags": [tag("Name", "new")]}},
            "Tags.Name",
            "old",
            {"Type": "Unknown::Type::Here", "Properties": {"Tags": [tag("Name", "new")]}},
            id="type that is not in the table",
        ),
    ],
)
def test_undone(
    resource: dict[str, Any], changed: str, before: str | None, expected: dict[str, Any]
) -> None:
    correction = {"aspect": "Aspect", "property": changed, "after": "after"}
    if before is not None:
        correction["before"] = before
    assert uncorrected(stack(resource, correction)) == {"Resources": {"Thing": expected}}


def test_a_correction_of_what_went_is_no_matter() -> None:
    correction = {"aspect": "SuffixNaming", "property": "QueueName", "after": "queue-dev"}
    made = stack({"Type": QUEUE}, correction, logical_id="Gone")
    assert uncorrected(made) == {"Resources": {"Thing": {"Type": QUEUE}}}


def test_values_are_shown_as_texts() -> None:
    key = {"Fn::GetAtt": ["Key", "Arn"]}
    made = stack({"Type": QUEUE}, {"aspect": "KmsEncryption", "property": "Key", "after": key})
    assert corrections(made) == (
        Correction(
            aspect="KmsEncryption",
            path=PATH,
            property="Key",
            before="",
            after='{"Fn::GetAtt": ["Key", "Arn"]}',
        ),
    )


@pytest.mark.parametrize(
    "record",
    ["x", None, [], {}, {"aspect": "RequiredTags"}, {"aspect": "RequiredTags", "property": 1}],
    ids=repr,
)
def test_a_record_of_nobody_corrects_nothing_and_is_told(record: object) -> None:
    template = {"Type": QUEUE, "Properties": {"QueueName": "queue-dev"}}
    made = stack(template, record)
    assert corrections(made) == ()
    assert uncorrected(made) == {"Resources": {"Thing": template}}
    assert list(misshapen_corrections(made)) == [
        f"{PATH}: guard:correction is misshapen; expected an Aspect's record."
    ]


def test_a_record_of_an_aspect_is_no_error() -> None:
    correction = {"aspect": "SuffixNaming", "property": "QueueName", "after": "queue-dev"}
    assert list(misshapen_corrections(stack({"Type": QUEUE}, correction))) == []
