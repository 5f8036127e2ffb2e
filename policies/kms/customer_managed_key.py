"""The condition that every policy of the KMS family shares."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.template import Part, Resource, Template


def examine_key(part: Part | Resource, path: str, template: Template) -> Iterator[Violation]:
    """A violation unless the value refers to an `AWS::KMS::Key` of the same template.

    A literal ARN, an alias of AWS or a function that is decided at deployment can't be judged
    and is a violation too.
    """
    value = part.get(path)
    referenced = template.referenced(value)
    if referenced is None or referenced.type != "AWS::KMS::Key":
        yield Violation(part.at(path), value, "a reference to the stack's AWS::KMS::Key")
