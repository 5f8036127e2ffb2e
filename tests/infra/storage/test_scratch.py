from __future__ import annotations

import pytest

from policies import Template
from policies.dependencies import depends_on
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


@pytest.mark.parametrize("profile", PROFILES)
def test_worker_starts_when_it_can_mount(profile: str) -> None:
    stack = Template(template(profile=profile, mountScratch="true"))
    (worker,) = (
        service
        for service in stack.of_type("AWS::ECS::Service")
        if service.get("ServiceName") == "service-worker-dev"
    )
    needed = [
        *stack.of_type("AWS::EFS::MountTarget"),
        *stack.of_type("AWS::EFS::AccessPoint"),
        *(
            rule
            for kind in ("Ingress", "Egress")
            for rule in stack.of_type(f"AWS::EC2::SecurityGroup{kind}")
            if rule.get("FromPort") == 2049
        ),
    ]
    assert len(needed) == 5
    for each in needed:
        assert depends_on(worker, each, stack), each.logical_id
