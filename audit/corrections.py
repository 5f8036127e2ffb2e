"""What the Aspects corrected, and what the templates would be without."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from audit.assembly import Stack
from audit.model import Correction
from policies.resource_types import RESOURCE_TYPES, TagFormat

CORRECTION: Final = "guard:correction"
_ATTRIBUTES: Final = frozenset({"DeletionPolicy", "UpdateReplacePolicy"})


def corrections(stack: Stack) -> tuple[Correction, ...]:
    """The corrections that are recorded in a stack's metadata."""
    return tuple(
        Correction(
            aspect=data["aspect"],
            path=path,
            property=data["property"],
            before=_shown(data.get("before")),
            after=_shown(data.get("after")),
        )
        for path, data in stack.entries(CORRECTION)
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def uncorrected(stack: Stack) -> object:
    """A stack's template as it would be without the corrections.

    Raises:
        ValueError: the template is no JSON.
    """
    logical_ids = {path: logical_id for logical_id, path in stack.paths.items()}
    document: Any = copy.deepcopy(stack.document)
    for path, data in stack.entries(CORRECTION):
        resource = document["Resources"].get(logical_ids.get(path))
        if resource is not None:
            _undo(resource, data["property"], data.get("before"))
    return document


def _undo(resource: dict[str, Any], changed: str, before: object) -> None:
    name, _, tag = changed.partition(".")
    if name in _ATTRIBUTES:
        _put(resource, name, before)
    elif not tag:
        _put(resource.get("Properties", {}), name, before)
    else:
        _undo_tag(resource, tag, before)


def _put(where: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def _undo_tag(resource: dict[str, Any], key: str, before: object) -> None:
    row = RESOURCE_TYPES.get(resource["Type"])
    if row is None or row.tags is None:
        return
    properties = resource.get("Properties", {})
    tags = properties.get(row.tags.property)
    if isinstance(tags, dict):
        # What is no map by its type is a function, whose entries are no tags.
        if row.tags.format is TagFormat.MAP:
            _put(tags, key, before)
    elif isinstance(tags, list):
        kept: Iterable[Mapping[str, Any]] = [tag for tag in tags if tag.get("Key") != key]
        restored = [] if before is None else [{"Key": key, "Value": before}]
        properties[row.tags.property] = [*kept, *restored]
