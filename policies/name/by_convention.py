"""NAME-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.name.names import GivenName, NamePolicy, convention, pattern
from policies.rules import Rules
from policies.template import Resource, Template


class ByConvention(NamePolicy):
    """The form of names."""

    id = "NAME-2"
    title = "Every name begins with its resource type and ends in the environment's suffix."
    rationale = (
        "Environments share accounts: the suffix keeps them apart, and tells at a glance what "
        "belongs together."
    )
    source = (
        "client requirement: names are {resource-type}-{environment-suffix}; "
        "decision 2 of the design"
    )
    remedy = "Take the name from Naming: naming.regional(type, role)."

    def examine_name(
        self, given: GivenName, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the whole name, or the part of it that a service leaves open."""
        if not pattern(given.name, rules.suffix).fullmatch(given.told):
            yield given.breach(convention(given.name, rules))
