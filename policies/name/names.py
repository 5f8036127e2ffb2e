"""What the policies of the NAME family share: the convention, and the names under it.

`{resource-type}-{suffix}`, or `{resource-type}-{role}-{suffix}`, in lower-case letters, digits and
hyphens. What is unique in more than an account's region carries the region before the suffix, a
bucket also the account.
"""

from __future__ import annotations

import functools
import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.policy import ResourcePolicy
from policies.resource_types import NAMED_TYPES, RESOURCE_TYPES, Name
from policies.rules import Rules
from policies.template import Part, Resource, Template

REGION: Final = "${AWS::Region}"
UNTOLD: Final = NotApplicable("NAME-1 finds that the resource has no name that can be told.")


@dataclass(frozen=True)
class GivenName:
    """The name of one resource.

    Attributes:
        part: the property, or the tag, and its value.
        told: the text that it makes, references as `${Name}`.
        name: how the table says that the type is named.
    """

    part: Part
    told: str
    name: Name

    def breach(self, expected: str) -> Violation:
        """The name as a violation."""
        return Violation(self.part.path, self.part.value, expected)


def given_name(resource: Resource) -> GivenName | None:
    """The name of a resource of a named type; `None` where none can be told."""
    row = RESOURCE_TYPES[resource.type]
    part = cast("Part", row.name_in(resource))
    told = text(part.value)
    return GivenName(part, told, cast("Name", row.name)) if told else None


def convention(name: Name, rules: Rules) -> str:
    """What a name should look like, for people."""
    end = "-".join((*name.namespace.scope, rules.suffix))
    return f'"{name.prefix}-{end}" or "{name.prefix}-{{role}}-{end}"'


@functools.cache
def pattern(name: Name, suffix: str) -> re.Pattern[str]:
    """What a whole name must match; references are allowed where the namespace needs them."""
    word = "|".join(("[a-z0-9]+", *map(re.escape, name.namespace.scope)))
    by_convention = f"{name.prefix}(?:-(?:{word}))*-{re.escape(suffix)}"
    inner = f"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-{re.escape(suffix)}"
    forms = (
        re.escape(form)
        .replace(re.escape("{name}"), inner)
        .replace(re.escape("{reference}"), r"\$\{[^}]+\}")
        for form in name.service_forms
    )
    return re.compile("|".join((by_convention, *forms)))


class NamePolicy(ResourcePolicy):
    """A policy on the name of each resource that has one. Override `examine_name`."""

    resource_types = NAMED_TYPES

    @abstractmethod
    def examine_name(
        self, given: GivenName, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """What is wrong with the name."""

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the name, where one can be told."""
        given = given_name(resource)
        if given is None:
            yield UNTOLD
        else:
            yield from self.examine_name(given, resource, template, rules)
