"""BACKUP-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_at_least
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class DatabaseBackups(ResourcePolicy):
    """Automated backups of databases."""

    id = "BACKUP-1"
    title = "Databases are backed up automatically for as many days as the profile demands."
    rationale = "The catalogue can be restored to any second of those days."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_WorkingWithAutomatedBackups.html; client requirement: automated backups"
    )
    remedy = "Pass backup_retention=Duration.days(n) with the profile's n or more."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge BackupRetentionPeriod; 0 turns backups off, whatever the rules say."""
        least = max(1, rules.backup_retention_days)
        yield from examine_at_least(resource, "BackupRetentionPeriod", least)
