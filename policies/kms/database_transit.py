"""KMS-17."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.conditions import elsewhere, examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template, is_nothing

GROUP = "AWS::RDS::DBParameterGroup"


class DatabaseTransit(ResourcePolicy):
    """The way to databases."""

    id = "KMS-17"
    title = "Databases refuse every connection without TLS."
    rationale = "A client that is misconfigured is refused instead of sending its password."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "PostgreSQL.Concepts.General.SSL.html; client requirement: TLS forced"
    )
    remedy = "Pass a ParameterGroup with parameters={'rds.force_ssl': '1'}."
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge rds.force_ssl in the parameter group that DBParameterGroupName refers to."""
        yield from examine_reference(resource, "DBParameterGroupName", template, GROUP)
        group = template.referenced(resource.get("DBParameterGroupName"))
        if group is not None and group.type == GROUP:
            yield from elsewhere(group, _examine(group))


def _examine(group: Resource) -> Iterator[Violation]:
    parameters = group.get("Parameters")
    # The parameter's name has a dot of its own, so that no path leads to it.
    forced = parameters.get("rds.force_ssl") if isinstance(parameters, Mapping) else None
    if forced != "1":
        value = ABSENT if is_nothing(forced) else forced
        yield Violation("Parameters.rds.force_ssl", value, '"1"')
