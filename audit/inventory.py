"""The resources of a template as they will be deployed."""

from __future__ import annotations

from collections.abc import Iterator

from audit.assembly import Stack
from audit.model import InventoryItem
from audit.origin import Origins
from policies import Resource, Template
from policies.intrinsics import text
from policies.resource_types import RESOURCE_TYPES
from policies.template import target

NOT_STATED = "not stated"


def inventory(stack: Stack, template: Template, origins: Origins) -> Iterator[InventoryItem]:
    """Every resource of a stack's template, in its order."""
    for resource in template.resources.values():
        path = stack.paths.get(resource.logical_id, "")
        row = RESOURCE_TYPES.get(resource.type)
        name = row.name_in(resource) if row else None
        yield InventoryItem(
            stack=stack.id,
            logical_id=resource.logical_id,
            type=resource.type,
            path=path,
            layer=_layer(stack, path),
            name=(text(name.value) or "") if name else "",
            tags={key: text(value) or "" for key, value in row.tags_in(resource).items()}
            if row
            else {},
            key=(target(resource.get(row.key)) or "") if row and row.key else "",
            deletion_policy=_deletion_policy(resource),
            location=origins.locate(path),
        )


def _layer(stack: Stack, path: str) -> str:
    return path.removeprefix(f"{stack.path}/").partition("/")[0]


def _deletion_policy(resource: Resource) -> str:
    return str(resource.definition.get("DeletionPolicy", NOT_STATED))
