from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.file_system_mounts import FileSystemMounts
from tests.policies.broken import NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, not_applicable

EFS = "Volumes[0].EFSVolumeConfiguration"
NONE = not_applicable("Task", "The task mounts no file system.")


def volumes(value: object) -> dict[str, Any]:
    return {
        "Scratch": {"Type": "AWS::EFS::FileSystem"},
        "Access": {"Type": "AWS::EFS::AccessPoint"},
        "Task": resource("AWS::ECS::TaskDefinition", Volumes=value),
    }


def template(
    file_system: object = {"Ref": "Scratch"},
    encryption: object = "ENABLED",
    iam: object = "ENABLED",
    access: object = {"Ref": "Access"},
) -> dict[str, Any]:
    mount = {
        "FilesystemId": file_system,
        "TransitEncryption": encryption,
        "AuthorizationConfig": {"IAM": iam, "AccessPointId": access},
    }
    return volumes([{"Name": "scratch", "EFSVolumeConfiguration": mount}])


OFF = {**UNSEEN, "off": "DISABLED"}

CASES = (
    Case(name="mounted", resources=template(), expected=(compliant("Task"),)),
    Case(name="no volumes", resources=volumes([]), expected=(NONE,)),
    Case(name="another volume", resources=volumes([{"Name": "tmp"}]), expected=(NONE,)),
    *broken(
        f"{EFS}.FilesystemId",
        "a reference to the template's AWS::EFS::FileSystem",
        NOT_A_REFERENCE,
        template,
        logical_id="Task",
    ),
    *broken(
        f"{EFS}.TransitEncryption",
        '"ENABLED"',
        OFF,
        lambda v: template(encryption=v),
        logical_id="Task",
    ),
    *broken(
        f"{EFS}.AuthorizationConfig.IAM",
        '"ENABLED"',
        OFF,
        lambda v: template(iam=v),
        logical_id="Task",
    ),
    *broken(
        f"{EFS}.AuthorizationConfig.AccessPointId",
        "a reference to the template's AWS::EFS::AccessPoint",
        NOT_A_REFERENCE,
        lambda v: template(access=v),
        logical_id="Task",
    ),
    *broken(
        "Volumes[0]",
        "a literal volume",
        {"hidden by a condition": {"Fn::If": ["A", {}, {}]}, "text": "scratch"},
        lambda v: volumes([v]),
        logical_id="Task",
    ),
    Case(name="no task definition", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FileSystemMounts(), case) == case.expected
