"""Whether a value is drawn from a secret of the template when it is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.intrinsics import text
from policies.template import Resource, Template

STORED: Final = "AWS::SecretsManager::Secret"
ATTACHMENT: Final = "AWS::SecretsManager::SecretTargetAttachment"

_DYNAMIC: Final = re.compile(r"\{\{resolve:secretsmanager:\$\{(\w+)\}:SecretString:[^{}$]*\}\}")


def drawn_from(value: object) -> str | None:
    """Logical id of the secret that a dynamic reference draws on, `None` for anything else."""
    told = text(value)
    match = None if told is None else _DYNAMIC.fullmatch(told)
    return None if match is None else match[1]


def examine_drawn(resource: Resource, path: str, template: Template) -> Iterator[Violation]:
    """A violation unless the value is drawn from a secret of the template."""
    name = drawn_from(resource.get(path))
    secret = None if name is None else template.resources.get(name)
    if secret is None or secret.type not in {STORED, ATTACHMENT}:
        expected = f"a dynamic reference to the template's {STORED}"
        # The value may be the secret itself: the finding must not repeat it.
        yield Violation(path, concealed(resource.get(path)), expected)


def concealed(value: object) -> object:
    """The value, unless it is a text that may be a secret."""
    return "…" if isinstance(value, str) else value
