"""DESTROY-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

REPLICATION = "ReplicationConfiguration"


class FileSystemBackups(ResourcePolicy):
    """Automatic backups of file systems."""

    id = "DESTROY-5"
    title = "File systems are scratch space: neither backed up nor replicated."
    rationale = (
        "AWS Backup keeps its recovery points, and a replica stays, when the file system goes."
    )
    source = (
        "https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html; "
        "decision 19 of the design"
    )
    remedy = "Pass enable_automatic_backups=False; leave replication_configuration out."
    resource_types = ("AWS::EFS::FileSystem",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge BackupPolicy, off where it is absent, and ReplicationConfiguration."""
        if resource.get("BackupPolicy") is not ABSENT:
            yield from examine_value(resource, "BackupPolicy.Status", "DISABLED")
        yield from examine_absent(resource, REPLICATION)
