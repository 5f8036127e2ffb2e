"""HA-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.ha.zones import TWO_ZONES, zones
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class FileSystems(ResourcePolicy):
    """File systems."""

    id = "HA-4"
    title = "File systems are regional, with mount targets in at least two zones."
    rationale = "A task mounts through its own zone; without a target there it can't start."
    source = "https://docs.aws.amazon.com/efs/latest/ug/features.html; client requirement: Multi-AZ"
    remedy = "Leave one_zone out and place mount targets in the isolated subnets of both zones."
    resource_types = ("AWS::EFS::FileSystem",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AvailabilityZoneName and the mount targets of the file system."""
        yield from examine_absent(resource, "AvailabilityZoneName")
        by_file_system = template.by_reference("AWS::EFS::MountTarget", "FileSystemId")
        targets = by_file_system.get(resource.logical_id, ())
        subnets = [each.get("SubnetId") for each in targets]
        if len(zones(subnets, template)) < 2:  # noqa: PLR2004 - one zone may fail
            yield Violation("AWS::EFS::MountTarget.SubnetId", subnets, TWO_ZONES)
