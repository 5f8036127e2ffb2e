from __future__ import annotations

from typing import Any

import pytest

from policies import Rules
from policies.tag.required import Required
from tests.policies.broken import MISSING, NO_VALUE, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    SUFFIX,
    TAGS,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

PROJECT = {"Key": "Project", "Value": TAGS["Project"]}
ENVIRONMENT = {"Key": "Environment", "Value": SUFFIX}
BOTH_ABSENT = (
    'Tags.Project is absent; expected "streamtech".',
    'Tags.Environment is absent; expected "dev".',
)

WRONG = {
    "absent": MISSING,
    "null": None,
    "no value": NO_VALUE,
    "another": "other",
    "another case": "Streamtech",
    "empty": "",
    "left to a parameter": {"Ref": "Project"},
    "hidden by a condition": {"Fn::If": ["A", "streamtech", "streamtech"]},
    "a function of literals": {"Fn::Sub": "streamtech"},
}


def queue(tags: object) -> dict[str, Any]:
    return {"Queue": resource("AWS::SQS::Queue", Tags=tags)}


def link(tags: object) -> dict[str, Any]:
    return {"Link": resource("AWS::ApiGatewayV2::VpcLink", Tags=tags)}


CASES = (
    Case(name="a list", resources=queue([ENVIRONMENT, PROJECT]), expected=(compliant("Queue"),)),
    Case(name="a map", resources=link(dict(TAGS)), expected=(compliant("Link"),)),
    Case(
        name="more than is required",
        resources=queue([ENVIRONMENT, PROJECT, {"Key": "Name", "Value": "queue"}]),
        expected=(compliant("Queue"),),
    ),
    Case(
        name="a tag property of another name",
        resources={
            "Files": resource("AWS::EFS::FileSystem", FileSystemTags=[ENVIRONMENT, PROJECT])
        },
        expected=(compliant("Files"),),
    ),
    *broken(
        "Tags.Project",
        '"streamtech"',
        WRONG,
        lambda value: queue([{"Key": "Project", "Value": value}, ENVIRONMENT]),
        logical_id="Queue",
    ),
    *broken(
        "Tags.Project",
        '"streamtech"',
        WRONG,
        lambda value: link({"Project": value, "Environment": SUFFIX}),
        logical_id="Link",
    ),
    *(
        Case(
            name=f"no tags: {name}",
            resources=queue(tags),
            expected=tuple(violation("Queue", detail) for detail in BOTH_ABSENT),
        )
        for name, tags in {
            "absent": MISSING,
            "null": None,
            "no value": NO_VALUE,
            "empty": [],
            "hidden by a condition": {"Fn::If": ["A", [PROJECT, ENVIRONMENT], []]},
            "a map in place of a list": dict(TAGS),
            "of another case": [{"key": "Project", "value": "streamtech"}],
        }.items()
    ),
    *(
        Case(
            name=f"no map: {name}",
            resources=link(tags),
            expected=tuple(violation("Link", detail) for detail in BOTH_ABSENT),
        )
        for name, tags in {
            "empty": {},
            "a list in place of a map": [PROJECT, ENVIRONMENT],
            "hidden by a condition": {"Fn::If": ["A", dict(TAGS), {}]},
        }.items()
    ),
    Case(
        name="a key twice",
        resources=queue([PROJECT, ENVIRONMENT, PROJECT]),
        expected=(
            violation(
                "Queue",
                'Tags.Project is ["streamtech", "streamtech"]; expected "streamtech".',
            ),
        ),
    ),
    Case(
        name="takes no tags",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(not_applicable("Route", "The type takes no tags."),),
    ),
    Case(
        name="no tags required",
        resources=queue([]),
        rules=Rules(suffix=SUFFIX),
        expected=(not_applicable("Queue", "The rules require no tags."),),
    ),
    Case(
        name="unknown type",
        resources={"Thing": resource("AWS::Athena::WorkGroup")},
        expected=(
            not_applicable("Thing", "The type is not in the table, which TEMPLATE-2 finds."),
        ),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Required(), case) == case.expected
