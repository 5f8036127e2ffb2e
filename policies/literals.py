"""Every text of a template, as far as it can be told without deploying."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from policies.finding import Finding, Outcome, Violation, describe, finding
from policies.intrinsics import text
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Part, Resource, Template, is_intrinsic

SECTIONS = ("Conditions", "Mappings", "Outputs", "Parameters", "Rules")
"""Sections beside the resources whose values are deployed, or say whether they are."""


@dataclass(frozen=True)
class Texts:
    """The texts of one resource, or of the sections beside the resources.

    Attributes:
        resource: `None` for the sections.
        source: what the texts stand in.
        joined: all of them, a line each: to see at once whether a closer look is needed.
        functions: names of the functions in which no text can be told, as `Fn::If`.
    """

    resource: Resource | None
    source: Mapping[str, object]
    joined: str
    functions: frozenset[str]

    @cached_property
    def metadata(self) -> str:
        """The metadata of the resource as one text, which nothing deploys but many read."""
        return "" if self.resource is None else str(self.resource.definition.get("Metadata"))

    def parts(self) -> Iterator[Part]:
        """Each text and where it stands; a function that makes a text is one text."""
        yield from _parts(self.source, "")


def all_texts(template: Template) -> tuple[Texts, ...]:
    """The texts of each resource, those of the other sections last.

    Ask for it by `template.index(all_texts)`. Metadata and keys are no texts: a mapping may be
    keyed by region.
    """
    sections = {name: template.document[name] for name in SECTIONS if name in template.document}
    return (
        *(_texts(resource, resource.properties) for resource in template.resources.values()),
        _texts(None, sections),
    )


def _texts(resource: Resource | None, source: Mapping[str, object]) -> Texts:
    told: list[str] = []
    keys: set[object] = set()
    left: list[object] = [source]
    while left:
        value = left.pop()
        if isinstance(value, str):
            told.append(value)
        elif isinstance(value, list):
            left.extend(value)
        elif isinstance(value, dict):
            made = text(value)
            if made is not None:
                told.append(made)
            else:
                keys.update(value)
                left.extend(value.values())
    functions = frozenset(key for key in keys if isinstance(key, str) and key.startswith("Fn::"))
    return Texts(resource, source, "\n".join(told), functions)


def _parts(value: object, path: str) -> Iterator[Part]:
    match value:
        case str():
            yield Part(path, value)
        case Mapping():
            made = text(value) if is_intrinsic(value) else None
            if made is not None:
                yield Part(path, made)
                return
            for name, each in value.items():
                yield from _parts(each, f"{path}.{name}" if path else str(name))
        case list():
            for index, each in enumerate(value):
                yield from _parts(each, f"{path}[{index}]")


class TextPolicy(Policy):
    """A policy that looks at every text of a template. Override `examine_texts`, not `judge`."""

    @abstractmethod
    def examine_texts(self, texts: Texts, rules: Rules) -> Iterator[Violation]:
        """What is wrong with the texts of one resource, or of the other sections."""

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """One row a violation, or one row for a resource without any; the sections likewise."""
        for texts in template.index(all_texts):
            violations = tuple(self.examine_texts(texts, rules))
            if texts.resource is not None:
                for said in violations or (None,):
                    yield finding(self.id, texts.resource, said)
            else:
                for said in violations:
                    yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(said))
        if not template.resources:
            yield Finding(self.id, Outcome.NOT_APPLICABLE, "", "", "", "The template is empty.")
