"""NET-9."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class DatabaseAddress(ResourcePolicy):
    """Addresses of databases."""

    id = "NET-9"
    title = "Databases have no public address."
    rationale = "A database that the internet can reach is guarded by its password alone."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_VPC.WorkingWithRDSInstanceinaVPC.html; decision 8 of the design"
    )
    remedy = "Pass publicly_accessible=False."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PubliclyAccessible, whose default depends on the subnets."""
        public = resource.get("PubliclyAccessible")
        if public is not False:
            yield Violation("PubliclyAccessible", public, "false")
