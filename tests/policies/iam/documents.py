"""Policy documents of each kind, and the ways to hide a statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.policies.broken import MISSING, broken, resource
from tests.policies.table import Case

FROM_HERE = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

NARROWS_NOTHING: dict[str, Any] = {
    "absent": MISSING,
    "null": None,
    "no value": {"Ref": "AWS::NoValue"},
    "empty": {},
    "any account": {"StringLike": {"aws:SourceAccount": "*"}},
    "any account's resource": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}},
    "any resource": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
    "not an ARN": {"ArnLike": {"aws:SourceArn": "arn:*"}},
    "negated": {"StringNotEquals": {"aws:SourceAccount": "1"}},
    "another key": {"StringEquals": {"aws:RequestedRegion": "a"}},
    "hidden by a condition": {"Fn::If": ["A", FROM_HERE, {}]},
}
"""Conditions under which anyone may come."""


def statement(**elements: object) -> dict[str, Any]:
    return {"Effect": "Allow", **elements}


def document(*statements: object) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def role(*statements: object) -> dict[str, Any]:
    """A template with a role that has one inline policy."""
    policy = {"PolicyName": "inline", "PolicyDocument": document(*statements)}
    return {"It": resource("AWS::IAM::Role", Policies=[policy])}


def policy(*statements: object) -> dict[str, Any]:
    """A template with a policy of its own."""
    return {"It": resource("AWS::IAM::Policy", PolicyDocument=document(*statements))}


def trusted(*statements: object) -> dict[str, Any]:
    """A template with a role and who may assume it."""
    return {"It": resource("AWS::IAM::Role", AssumeRolePolicyDocument=document(*statements))}


def bucket_policy(*statements: object) -> dict[str, Any]:
    """A template with the policy of a bucket."""
    return {"It": resource("AWS::S3::BucketPolicy", PolicyDocument=document(*statements))}


def key(*statements: object) -> dict[str, Any]:
    """A template with a key and its policy."""
    return {"It": resource("AWS::KMS::Key", KeyPolicy=document(*statements))}


def opaque(place: str, build: Callable[..., dict[str, Any]]) -> tuple[Case, ...]:
    """Rows for statements that can't be read."""
    return broken(
        place,
        "a literal statement",
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}, "text": "{}"},
        build,
        logical_id="It",
    )
