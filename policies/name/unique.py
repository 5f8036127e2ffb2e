"""NAME-5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.finding import NotApplicable, Violation
from policies.name.names import GivenName, NamePolicy, given_name
from policies.resource_types import NAMED_TYPES
from policies.rules import Rules
from policies.template import Resource, Template


class Unique(NamePolicy):
    """That names differ."""

    id = "NAME-5"
    title = "No two resources of a type share a name."
    rationale = "The second one fails to be made, and the whole deployment rolls back with it."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-properties-name.html"
    )
    remedy = "Give each a role of its own: naming.regional(type, role)."

    def examine_name(
        self, given: GivenName, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the name against those of the other resources of its type."""
        first, *others = template.index(_by_name)[resource.type, given.told]
        if others:
            other = others[0] if first == resource.logical_id else first
            yield given.breach(f"a name that is not also the name of {other}")


def _by_name(template: Template) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for resource in template.of_type(*NAMED_TYPES):
        given = given_name(resource)
        if given is not None:
            found.setdefault((resource.type, given.told), []).append(resource.logical_id)
    return found
