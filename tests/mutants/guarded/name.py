"""What the policies of NAME guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.resource_types import Name, ResourceType
from tests.mutants.guarded.common import ROWS, tag_path
from tests.mutants.mutation import (
    NOT_THERE,
    Document,
    Mutant,
    Mutation,
    demanded,
    deployed,
    of_type,
    replaced,
    whole,
)


def name_path(row: ResourceType) -> str:
    """Path of the name of a resource."""
    if isinstance(row.name, Name) and row.name.property:
        return f"Properties.{row.name.property}"
    return tag_path(row, "Name")


def named(*wrong: str, ways: tuple[str, ...] = (), wide: bool = False) -> Mutation:
    """The names of all types, broken; `{prefix}` in a wrong name is the type's."""
    return whole(
        *(
            demanded(
                row.type,
                name_path(row),
                *(each.replace("{prefix}", row.name.prefix) for each in wrong),
                ways=ways,
            )
            for row in ROWS
            if isinstance(row.name, Name) and (not wide or row.name.namespace.scope)
        )
    )


def too_long(document: Document) -> Iterator[Mutant]:
    """Each name by the convention, one character longer than its service allows."""
    for row in ROWS:
        if isinstance(row.name, Name):
            end = "".join(f"-{part}" for part in ("x" * row.name.maximum_length, "dev"))
            yield from demanded(row.type, name_path(row), f"{row.name.prefix}{end}", ways=())(
                document
            )


def same_names(document: Document) -> Iterator[Mutant]:
    """Of each type, the second resource with the name of the first."""
    for row in ROWS:
        if not isinstance(row.name, Name) or not row.name.property:
            continue
        first, *others = (*of_type(document, row.type), None)
        for other in others[:-1]:
            resource = document["Resources"][first]
            given = resource["Properties"].get(row.name.property)
            if given is not None:
                place = ("Resources", str(other), "Properties", row.name.property)
                yield Mutant(f"{other} named as {first}", replaced(document, place, given))


GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "NAME-1": (named(ways=(*NOT_THERE, "hidden by a condition", "imported", "looked up")),),
    "NAME-2": (named("Mine", "{prefix}-dev2", "{prefix}-Mine-dev", ways=("left to a parameter",)),),
    "NAME-3": (too_long,),
    "NAME-4": (named("{prefix}-mine-dev", wide=True),),
    "NAME-5": (same_names,),
    "NAME-6": tuple(
        deployed(name=name) for name in ("video", "stack", "stack-dev2", "video-dev", "Stack-dev")
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
