"""Whether a value or a name stands for a log group that the template declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.finding import Violation
from policies.intrinsics import Arn, text
from policies.template import ABSENT, Part, Resource, Template

LOG_GROUP = "AWS::Logs::LogGroup"
DECLARED = "a log group that the template declares"


def named_group(template: Template, name: str) -> Resource | None:
    """The declared log group of this name; a reference to a group names it too."""
    return template.index(_by_name).get(name)


def declared_group(value: object, template: Template) -> Resource | None:
    """The declared group that the value stands for: a reference to it, its name, or its ARN."""
    referenced = template.referenced(value)
    if referenced is not None:
        return referenced if referenced.type == LOG_GROUP else None
    told = text(value)
    if told is None:
        return None
    arn = Arn.parse(told)
    name = told if arn is None else arn.resource.removeprefix("log-group:").removesuffix(":*")
    return named_group(template, name)


def declares(template: Template, name: str) -> bool:
    """Whether a log group of this name is declared."""
    return named_group(template, name) is not None


def is_declared(value: object, template: Template) -> bool:
    """Whether the value stands for a declared group."""
    return declared_group(value, template) is not None


def examine_group(part: Part | Resource, path: str, template: Template) -> Iterator[Violation]:
    """A violation unless the value at the path is a declared group."""
    value = part.get(path)
    if not is_declared(value, template):
        yield Violation(part.at(path), value, DECLARED)


def examine_name(name: str, template: Template) -> Iterator[Violation]:
    """A violation unless a group of this name, which a service fixes, is declared."""
    if not declares(template, name):
        yield Violation(f"{LOG_GROUP}.LogGroupName", ABSENT, f'a declared log group "{name}"')


def _by_name(template: Template) -> Mapping[str, Resource]:
    """The declared groups by what they may be called: their name, and a reference in a text."""
    found: dict[str, Resource] = {}
    for group in template.of_type(LOG_GROUP):
        found[f"${{{group.logical_id}}}"] = group
        name = text(group.get("LogGroupName"))
        if name:
            found[name] = group
    return found
