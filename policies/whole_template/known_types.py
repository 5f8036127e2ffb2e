"""TEMPLATE-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.resource_types import RESOURCE_TYPES
from policies.rules import Rules
from policies.template import Resource, Template


class KnownTypes(ResourcePolicy):
    """That the table knows each type."""

    id = "TEMPLATE-2"
    title = "Every resource is of a type whose naming, tags, encryption and deletion are decided."
    rationale = "No policy can judge a type that nobody has thought about yet."
    source = "ADR 1: what can't be judged is a violation; decision 2 of the design"
    remedy = "Use a type of the table, or decide on a new one in policies/resource_types.py."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Type."""
        if resource.type not in RESOURCE_TYPES:
            yield Violation("Type", resource.type, "a type of policies/resource_types.py")
