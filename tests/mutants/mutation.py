"""Ways to break a template, each in memory and one thing at a time.

A `Mutation` is a function from a template's document to its mutants. The operators below make
mutations from the property that a policy guards.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policies import Deployment

Document = Mapping[str, Any]

SOUND: Final = Deployment(name="stack-dev", termination_protection=False)


@dataclass(frozen=True)
class Mutant:
    """A broken document.

    Attributes:
        name: what was broken, where, and how.
        document: the template.
        rules: parameters of judgement that differ.
        deployment: what the stack is deployed with.
    """

    name: str
    document: Document
    rules: Mapping[str, Any] = field(default_factory=dict)
    deployment: Deployment = SOUND


Mutation = Callable[[Document], Iterator[Mutant]]

GONE: Final = object()
"""Stands for a property that is not there."""

NO_VALUE: Final = {"Ref": "AWS::NoValue"}

WAYS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "absent": lambda _: GONE,
    "null": lambda _: None,
    "no value": lambda _: NO_VALUE,
    "hidden by a condition": lambda value: {"Fn::If": ["Production", value, NO_VALUE]},
    "left to a parameter": lambda _: {"Ref": "Parameter"},
    "imported": lambda _: {"Fn::ImportValue": "elsewhere"},
    "looked up": lambda _: {"Fn::FindInMap": ["Map", "Key", "Value"]},
}
"""How any property breaks that must be there and be seen."""

NOT_THERE: Final = ("absent", "null", "no value")
UNSEEN: Final = tuple(WAYS)[len(NOT_THERE) :]


def whole(*mutations: Mutation) -> Mutation:
    """Several mutations as one, of which some may concern nothing in the template."""

    def mutants(document: Document) -> Iterator[Mutant]:
        for mutation in mutations:
            yield from mutation(document)

    return mutants


def demanded(
    resource_type: str,
    path: str,
    *wrong: object,
    ways: tuple[str, ...] = tuple(WAYS),
    having: str = "",
) -> Mutation:
    """A value that must be there: missing, hidden or wrong.

    Args:
        resource_type: on each resource of this type that has the value.
        path: from the resource, dotted, as `Properties.Tags.[Name].Value`. `*` stands for every
            entry, `[Name]` for the entry of a list with this `Key` or `Name`.
        wrong: values that are wrong.
        ways: which of `WAYS` break it.
        having: only on resources that have a value there.
    """

    def mutants(document: Document) -> Iterator[Mutant]:
        for logical_id in of_type(document, resource_type, having):
            for place in places(document["Resources"][logical_id], parts(path)):
                where = ("Resources", logical_id, *place)
                value = at(document, where)
                broken = {way: WAYS[way](value) for way in ways}
                broken |= {f"{each!r}": each for each in wrong if each != value}
                for name, each in broken.items():
                    yield Mutant(f"{dotted(where)}: {name}", replaced(document, where, each))

    return mutants


def tempted(resource_type: str, path: str, *values: object, hidden: bool = True) -> Mutation:
    """A value that must not be there: given, and given behind a condition.

    Args:
        resource_type: on each resource of this type.
        path: from the resource, dotted; what is missing on the way is made.
        values: values that are wrong.
        hidden: whether a function in its place is wrong too.
    """

    def mutants(document: Document) -> Iterator[Mutant]:
        for logical_id in of_type(document, resource_type):
            resource = document["Resources"][logical_id]
            *parents, last = parts(path)
            chosen = any(part[0] in "*[0123456789" for part in parents)
            for place in places(resource, parents) if chosen else [tuple(parents)]:
                where = ("Resources", logical_id, *place, last)
                broken = {f"{each!r}": each for each in values}
                if hidden:
                    broken["hidden by a condition"] = {
                        "Fn::If": ["Production", values[0], NO_VALUE]
                    }
                    broken["left to a parameter"] = {"Ref": "Parameter"}
                for name, each in broken.items():
                    yield Mutant(f"{dotted(where)}: {name}", replaced(document, where, each))

    return mutants


def removed(resource_type: str) -> Mutation:
    """Each resource of a type, taken out."""

    def mutants(document: Document) -> Iterator[Mutant]:
        for logical_id in of_type(document, resource_type):
            where = ("Resources", logical_id)
            yield Mutant(f"{logical_id}: removed", replaced(document, where, GONE))

    return mutants


def added(
    resource_type: str, attributes: Mapping[str, Any] | None = None, /, **properties: object
) -> Mutation:
    """A resource of a type, put in."""

    def mutants(document: Document) -> Iterator[Mutant]:
        resource = {"Type": resource_type, "Properties": properties, **(attributes or {})}
        mutated = replaced(document, ("Resources", "Planted"), resource)
        yield Mutant(f"{resource_type} {properties}: added", mutated)

    return mutants


def planted(resource: Mapping[str, Any], *mutations: Mutation) -> Mutation:
    """Mutations of a template that has one more resource, for what ours has not."""

    def mutants(document: Document) -> Iterator[Mutant]:
        with_it = replaced(document, ("Resources", "Planted"), resource)
        for mutation in mutations:
            yield from mutation(with_it)

    return mutants


def edited(name: str, path: str, value: object) -> Mutation:
    """A section of the template, set as it is."""

    def mutants(document: Document) -> Iterator[Mutant]:
        yield Mutant(name, replaced(document, tuple(path.split(".")), value))

    return mutants


def ruled(**rules: object) -> Mutation:
    """The template as it is, judged by other rules."""

    def mutants(document: Document) -> Iterator[Mutant]:
        yield Mutant(f"rules: {rules}", document, rules)

    return mutants


def deployed(**settings: Any) -> Mutation:  # noqa: ANN401 - whichever field
    """The template as it is, deployed otherwise."""

    def mutants(document: Document) -> Iterator[Mutant]:
        deployment = dataclasses.replace(SOUND, **settings)
        yield Mutant(f"deployed with {settings}", document, deployment=deployment)

    return mutants


def of_type(document: Document, resource_type: str, having: str = "") -> Iterator[str]:
    """Logical ids of the resources of a type; `*` stands for every type."""
    for logical_id, resource in document["Resources"].items():
        if (
            resource_type in {"*", resource["Type"]}
            and next(places(resource, parts(having)), None) is not None
        ):
            yield logical_id


def parts(path: str) -> list[str]:
    """The parts of a dotted path; what stands in brackets is one part."""
    return re.findall(r"\[[^\]]+\]|[^.]+", path)


def places(value: Any, path: list[str]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    """Every place within a value that a path leads to."""
    if not path:
        yield ()
        return
    first, *rest = path
    for key in _keys(value, first):
        for place in places(value[key], rest):
            yield (key, *place)


def _keys(value: Any, part: str) -> list[Any]:  # noqa: ANN401 - any JSON
    name = part.strip("[]")
    if isinstance(value, dict):
        return list(value) if part == "*" else [name] * (name in value)
    if not isinstance(value, list):
        return []
    if part.startswith("["):
        return [i for i, each in enumerate(value) if name in {each.get("Key"), each.get("Name")}]
    return [i for i in range(len(value)) if part in {"*", str(i)}]


def at(value: Any, place: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any JSON
    """The value at a place."""
    for key in place:
        value = value[key]
    return value


def replaced(value: Any, place: tuple[Any, ...], new: object) -> Any:  # noqa: ANN401 - any JSON
    """A copy of a value with another at a place, all else shared; `GONE` takes it out."""
    key, *rest = place
    copy: Any = list(value) if isinstance(value, list) else dict(value)
    if rest:
        inner = copy[key] if isinstance(copy, list) else copy.get(key, {})
        copy[key] = replaced(inner, tuple(rest), new)
    elif new is GONE:
        del copy[key]
    else:
        copy[key] = new
    return copy


def dotted(place: tuple[Any, ...]) -> str:
    """A place as text, without the section."""
    return ".".join(map(str, place[1:]))
