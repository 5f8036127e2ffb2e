"""Log groups, and what stands for none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policies.log_groups import DECLARED
from tests.policies.broken import NOT_A_REFERENCE, resource

EXPECTED: Final = DECLARED

GROUP: Final[dict[str, Any]] = {
    "Logs": resource("AWS::Logs::LogGroup", LogGroupName="log-group-dev"),
    "Other": {"Type": "AWS::SQS::Queue"},
}


def log_group(name: object) -> dict[str, Any]:
    return resource("AWS::Logs::LogGroup", LogGroupName=name)


DECLARED_GROUPS: Final[Mapping[str, Any]] = {
    "reference": {"Ref": "Logs"},
    "attribute": {"Fn::GetAtt": ["Logs", "Arn"]},
    "name": "log-group-dev",
    "ARN with a reference": {
        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}"
    },
    "ARN with a name and a star": {
        "Fn::Join": [
            "",
            ["arn:", {"Ref": "AWS::Partition"}, ":logs:::log-group:", "log-group-dev", ":*"],
        ]
    },
}

UNDECLARED: Final[Mapping[str, Any]] = {
    **NOT_A_REFERENCE,
    "another resource": {"Ref": "Other"},
    "another name": "log-group-other",
    "half hidden": {"Fn::Join": ["", ["log-group-", {"Fn::If": ["A", "dev", "x"]}]]},
}
