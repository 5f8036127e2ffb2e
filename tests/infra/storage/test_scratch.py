from __future__ import annotations

import pytest

from tests.synthesis import PROFILES, only, resources, template


@pytest.mark.parametrize("profile", PROFILES)
def test_file_system_is_elastic_and_not_backed_up(profile: str) -> None:
    file_system = only(template(profile=profile), "AWS::EFS::FileSystem")
    assert file_system["Encrypted"] is True
    assert file_system["ThroughputMode"] == "elastic"
    assert "BackupPolicy" not in file_system


def test_every_zone_has_a_mount_target() -> None:
    stack = template()
    subnets = [
        each["Properties"]["SubnetId"]["Ref"]
        for each in resources(stack, "AWS::EFS::MountTarget").values()
    ]
    assert sorted(subnets) == sorted(resources(stack, "AWS::EC2::Subnet"))


def test_nobody_passes_without_tls() -> None:
    (statement,) = only(template(), "AWS::EFS::FileSystem")["FileSystemPolicy"]["Statement"]
    assert statement == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_files_belong_to_the_user_of_the_image() -> None:
    point = only(template(), "AWS::EFS::AccessPoint")
    assert point["PosixUser"] == {"Uid": "10001", "Gid": "10001"}
    assert point["RootDirectory"] == {
        "Path": "/scratch",
        "CreationInfo": {"OwnerUid": "10001", "OwnerGid": "10001", "Permissions": "700"},
    }
