"""Whether a value or a name stands for a log group that the template declares."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.intrinsics import Arn, text
from policies.template import ABSENT, Part, Resource, Template

LOG_GROUP = "AWS::Logs::LogGroup"
DECLARED = "a log group that the template declares"


def declares(template: Template, name: str) -> bool:
    """Whether a log group of this name is declared."""
    return name in template.index(_names)


def is_declared(value: object, template: Template) -> bool:
    """Whether the value is a declared group: a reference to it, its name, or its ARN."""
    referenced = template.referenced(value)
    if referenced is not None:
        return referenced.type == LOG_GROUP
    told = text(value)
    if told is None:
        return False
    arn = Arn.parse(told)
    name = told if arn is None else arn.resource.removeprefix("log-group:").removesuffix(":*")
    return declares(template, name)


def examine_group(part: Part | Resource, path: str, template: Template) -> Iterator[Violation]:
    """A violation unless the value at the path is a declared group."""
    value = part.get(path)
    if not is_declared(value, template):
        yield Violation(part.at(path), value, DECLARED)


def examine_name(name: str, template: Template) -> Iterator[Violation]:
    """A violation unless a group of this name, which a service fixes, is declared."""
    if not declares(template, name):
        yield Violation(f"{LOG_GROUP}.LogGroupName", ABSENT, f'a declared log group "{name}"')


def _names(template: Template) -> frozenset[str]:
    """What declared groups may be called: their name, and a reference within a text."""
    groups = tuple(template.of_type(LOG_GROUP))
    told = (text(group.get("LogGroupName")) for group in groups)
    return frozenset(
        [*(name for name in told if name), *(f"${{{group.logical_id}}}" for group in groups)]
    )
