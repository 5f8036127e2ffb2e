"""Resources whose names the tables of the NAME family break."""

from __future__ import annotations

from typing import Any

from tests.policies.broken import resource
from tests.policies.table import not_applicable

REGION = {"Ref": "AWS::Region"}
ACCOUNT = {"Ref": "AWS::AccountId"}


def queue(name: object) -> dict[str, Any]:
    return {"Queue": resource("AWS::SQS::Queue", QueueName=name)}


def role(name: object) -> dict[str, Any]:
    return {"Role": resource("AWS::IAM::Role", RoleName=name)}


def bucket(name: object) -> dict[str, Any]:
    return {"Bucket": resource("AWS::S3::Bucket", BucketName=name)}


def log_group(name: object) -> dict[str, Any]:
    return {"Group": resource("AWS::Logs::LogGroup", LogGroupName=name)}


def joined(*parts: object) -> dict[str, Any]:
    return {"Fn::Join": ["", list(parts)]}


def untold(logical_id: str) -> tuple[str, Any, str]:
    return not_applicable(
        logical_id, "NAME-1 finds that the resource has no name that can be told."
    )
