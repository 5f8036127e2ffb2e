"""SECRET-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.reference import examine_drawn
from policies.template import Resource, Template


class DatabasePassword(ResourcePolicy):
    """Passwords of databases."""

    id = "SECRET-1"
    title = "Database passwords are drawn from a secret of the stack."
    rationale = "Whoever can read a template or a parameter can read what is written in it."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "dynamic-references-secretsmanager.html; client requirement: credentials by secret"
    )
    remedy = "Pass credentials=Credentials.from_secret(secret)."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge MasterUserPassword."""
        yield from examine_drawn(resource, "MasterUserPassword", template)
