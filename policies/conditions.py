"""Conditions that policies of several families share: each yields what breaks it.

They demand literals. A function of CloudFormation in their place is known only when deployed, so
it is a violation, never a pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from policies.finding import Violation
from policies.template import ABSENT, Part, Resource, Template


def examine_absent(part: Part | Resource, *paths: str) -> Iterator[Violation]:
    """A violation for each value that is there at all."""
    for path in paths:
        value = part.get(path)
        if value is not ABSENT:
            yield Violation(part.at(path), value, "absent")


def examine_true(part: Part | Resource, path: str) -> Iterator[Violation]:
    """A violation unless the value is a literal true."""
    value = part.get(path)
    if value is not True:
        yield Violation(part.at(path), value, "true")


def examine_off(part: Part | Resource, path: str) -> Iterator[Violation]:
    """A violation unless the value is absent or a literal false."""
    value = part.get(path)
    if value is not ABSENT and value is not False:
        yield Violation(part.at(path), value, "false")


def examine_value(part: Part | Resource, path: str, *allowed: object) -> Iterator[Violation]:
    """A violation unless the value is one of these literals, of the very same type."""
    value = part.get(path)
    if not any(type(value) is type(each) and value == each for each in allowed):
        yield Violation(part.at(path), value, " or ".join(map(json.dumps, allowed)))


def examine_at_least(part: Part | Resource, path: str, least: int) -> Iterator[Violation]:
    """A violation unless the value is a literal whole number that is not below this one."""
    value = part.get(path)
    if type(value) is not int or value < least:
        yield Violation(part.at(path), value, f"a literal number of at least {least}")


def elsewhere(resource: Resource, violations: Iterable[Violation]) -> Iterator[Violation]:
    """Violations of another resource than the one that a policy reports on, which name it."""
    for each in violations:
        yield Violation(f"{resource.logical_id}.{each.property}", each.value, each.expected)


def examine_reference(
    part: Part | Resource, path: str, template: Template, *types: str
) -> Iterator[Violation]:
    """A violation unless the value refers to a resource of one of these types in the template."""
    value = part.get(path)
    referenced = template.referenced(value)
    if referenced is None or referenced.type not in types:
        expected = f"a reference to the template's {' or '.join(types)}"
        yield Violation(part.at(path), value, expected)


def examine_references(
    part: Part | Resource, path: str, template: Template, *types: str
) -> Iterator[Violation]:
    """A violation unless every entry of a list that is not empty refers to such a resource."""
    found = tuple(part.parts(path))
    expected = f"references to the template's {' or '.join(types)}"
    if not found:
        yield Violation(part.at(path), part.get(path), expected)
    for entry in found:
        referenced = template.referenced(entry.value)
        if referenced is None or referenced.type not in types:
            yield Violation(entry.path, entry.value, expected)
