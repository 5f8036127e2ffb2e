"""TEMPLATE-4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policies.finding import Finding, Outcome, Violation, describe
from policies.literals import SECTIONS, all_texts
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Template

MACROS: Final = ("Fn::Transform", "Fn::ForEach")
PROPERTIES: Final = "Properties"
WALKED: Final = ("Resources", *SECTIONS)
"""The sections whose keys need no second look."""


class NoTransforms(Policy):
    """Macros, which change a template when it is deployed."""

    id = "TEMPLATE-4"
    title = "What is judged is what is deployed: no transform changes the template on the way."
    rationale = "A macro adds resources and properties after the last policy has looked."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html; "
        "ADR 1: what can't be judged is a violation"
    )
    remedy = "Write with the CDK what the macro would add; leave add_transform out."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Judge the section Transform, and every key that is a macro, wherever it stands."""
        violations = tuple(_violations(template))
        for each in violations:
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(each))
        if not violations:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")


def _violations(template: Template) -> Iterator[Violation]:
    if "Transform" in template.document:
        yield Violation("Transform", template.document["Transform"], "absent")
    for where, keys in _keys(template):
        for function in sorted(key for key in keys if key.startswith(MACROS)):
            yield Violation(where, function, "no macro")


def _keys(template: Template) -> Iterator[tuple[str, Iterable[str]]]:
    """Where keys stand that may be macros, and these."""
    yield "Resources", template.resources
    for texts in template.index(all_texts):
        if texts.resource is None:
            rest = {n: each for n, each in template.document.items() if n not in WALKED}
            yield "template", texts.functions | _keys_within(rest)
        else:
            name, definition = texts.resource.logical_id, texts.resource.definition
            yield name, _keys_within({n: each for n, each in definition.items() if n != PROPERTIES})
            yield f"{name}.{PROPERTIES}", texts.functions


def _keys_within(value: object) -> frozenset[str]:
    found: set[object] = set()
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            found.update(each)
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
    return frozenset(key for key in found if isinstance(key, str))
