"""NAME-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.name.names import convention
from policies.policy import ResourcePolicy
from policies.resource_types import RESOURCE_TYPES, Unnamed
from policies.rules import Rules
from policies.template import Resource, Template


class Explicit(ResourcePolicy):
    """That there is a name."""

    id = "NAME-1"
    title = "Every resource whose type can be named has an explicit name."
    rationale = (
        "A name that CloudFormation makes up says neither what a resource is for nor which "
        "environment it belongs to."
    )
    source = (
        "client requirement: every resource is named with the environmentSuffix; "
        "decision 2 of the design"
    )
    remedy = "Pass the name from Naming, or add the tag Name where the type has no name property."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that the name is there and can be told without deploying."""
        row = RESOURCE_TYPES.get(resource.type)
        if row is None:
            yield NotApplicable("The type is not in the table, which TEMPLATE-2 finds.")
        elif isinstance(row.name, Unnamed):
            yield NotApplicable(row.name.reason)
        else:
            part = row.name_in(resource)
            if part and not text(part.value):
                yield Violation(part.path, part.value, convention(row.name, rules))
