"""The condition that every policy of the KMS family shares."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.template import Resource, Template


def examine_key(resource: Resource, key_property: str, template: Template) -> Iterator[Violation]:
    """A violation unless the property refers to an `AWS::KMS::Key` of the same template.

    A literal ARN, an alias of AWS or a function that is decided at deployment can't be judged
    and is a violation too.
    """
    value = resource.get(key_property)
    referenced = template.referenced(value)
    if referenced is None or referenced.type != "AWS::KMS::Key":
        yield Violation(key_property, value, "a reference to the stack's AWS::KMS::Key")
