from __future__ import annotations

from typing import Any

import pytest

from tests.snapshot.changes import summary


def resource(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


TABLE: tuple[tuple[str, dict[str, Any], dict[str, Any], list[str]], ...] = (
    ("the same", {"A": resource("AWS::SQS::Queue")}, {"A": resource("AWS::SQS::Queue")}, []),
    ("added", {}, {"A": resource("AWS::SQS::Queue")}, ["added     AWS::SQS::Queue A"]),
    ("removed", {"A": resource("AWS::SQS::Queue")}, {}, ["removed   AWS::SQS::Queue A"]),
    (
        "changed in place",
        {"A": resource("AWS::SQS::Queue", VisibilityTimeout=30)},
        {"A": resource("AWS::SQS::Queue", VisibilityTimeout=60)},
        ["changed   AWS::SQS::Queue A: VisibilityTimeout"],
    ),
    (
        "changed attribute",
        {"A": resource("AWS::SQS::Queue")},
        {"A": {**resource("AWS::SQS::Queue"), "DeletionPolicy": "Retain"}},
        ["changed   AWS::SQS::Queue A: DeletionPolicy"],
    ),
    (
        "replaced",
        {"A": resource("AWS::SQS::Queue", QueueName="a", VisibilityTimeout=30)},
        {"A": resource("AWS::SQS::Queue", QueueName="b", VisibilityTimeout=60)},
        ["replaced  AWS::SQS::Queue A: QueueName"],
    ),
    (
        "another type",
        {"A": resource("AWS::SQS::Queue")},
        {"A": resource("AWS::SNS::Topic")},
        ["replaced  AWS::SNS::Topic A: Type"],
    ),
    (
        "custom resource",
        {"A": resource("Custom::Emptier", Bucket="a")},
        {"A": resource("Custom::Emptier", Bucket="b")},
        ["changed   Custom::Emptier A: Bucket"],
    ),
)


@pytest.mark.parametrize(
    ("before", "after", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_summary(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    assert list(summary(before, after)) == expected
