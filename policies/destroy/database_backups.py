"""DESTROY-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent, examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

ELSEWHERE = "AutomaticBackupReplicationRegion"


class DatabaseBackups(ResourcePolicy):
    """Automated backups of databases."""

    id = "DESTROY-4"
    title = "Automated backups of a database are deleted with it, and kept in no other region."
    rationale = "Backups that outlive their database keep customers' data, and cost on unseen."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_WorkingWithAutomatedBackups.html; decision 19 of the design"
    )
    remedy = "Pass delete_automated_backups=True; leave automatic_backup_replication_region out."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge DeleteAutomatedBackups and AutomaticBackupReplicationRegion."""
        yield from examine_true(resource, "DeleteAutomatedBackups")
        yield from examine_absent(resource, ELSEWHERE)
