"""Method settings of stages."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.template import ABSENT, Part, Resource

SETTINGS = "MethodSettings"


def examine_present(resource: Resource) -> Iterator[Violation]:
    """A violation unless a setting covers every method of every resource."""
    if not any(_is_for_all(each) for each in resource.parts(SETTINGS)):
        value = resource.get(SETTINGS)
        yield Violation(SETTINGS, value or ABSENT, "one with ResourcePath /* and HttpMethod *")


def settings(resource: Resource) -> Iterator[Part]:
    """The settings of a stage: those for all methods, and those that override them for some."""
    return resource.parts(SETTINGS)


def _is_for_all(setting: Part) -> bool:
    return setting.get("ResourcePath") == "/*" and setting.get("HttpMethod") == "*"
