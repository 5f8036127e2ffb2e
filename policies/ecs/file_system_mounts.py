"""ECS-12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.conditions import examine_reference, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template, is_intrinsic

EFS = "EFSVolumeConfiguration"


class FileSystemMounts(ResourcePolicy):
    """File systems that tasks mount."""

    id = "ECS-12"
    title = "Tasks mount file systems over TLS, by their role, through an access point."
    rationale = "The network alone must not open the scratch space, and one path of it is enough."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html; "
        "decision 13 of the design"
    )
    remedy = (
        "Pass transit_encryption='ENABLED' and AuthorizationConfig(access_point_id=…, "
        "iam='ENABLED') in EfsVolumeConfiguration."
    )
    resource_types = ("AWS::ECS::TaskDefinition",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge each EFSVolumeConfiguration."""
        volumes = tuple(resource.parts("Volumes"))
        mounts = 0
        for volume in volumes:
            if not isinstance(volume.value, Mapping) or is_intrinsic(volume.value):
                yield Violation(volume.path, volume.value, "a literal volume")
            elif volume.get(EFS) is not ABSENT:
                yield from _examine_volume(volume, template)
            else:
                continue
            mounts += 1
        if not mounts:
            yield NotApplicable("The task mounts no file system.")


def _examine_volume(volume: Part, template: Template) -> Iterator[Violation]:
    yield from examine_reference(volume, f"{EFS}.FilesystemId", template, "AWS::EFS::FileSystem")
    yield from examine_value(volume, f"{EFS}.TransitEncryption", "ENABLED")
    yield from examine_value(volume, f"{EFS}.AuthorizationConfig.IAM", "ENABLED")
    yield from examine_reference(
        volume, f"{EFS}.AuthorizationConfig.AccessPointId", template, "AWS::EFS::AccessPoint"
    )
