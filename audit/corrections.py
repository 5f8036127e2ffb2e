"""What the Aspects corrected, and what the templates would be without."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from audit.assembly import Stack
from audit.model import Correction
from policies.resource_types import RESOURCE_TYPES, TagFormat
from policies.template import dig

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
        for path, data in _records(stack)
    )


def misshapen_corrections(stack: Stack) -> Iterator[str]:
    """An error for each record that no Aspect of ours writes."""
    for path, data in stack.entries(CORRECTION):
        if not _is_record(data):
            yield f"{path}: {CORRECTION} is misshapen; expected an Aspect's record."


def _records(stack: Stack) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((path, data) for path, data in stack.entries(CORRECTION) if _is_record(data))


def _is_record(data: object) -> bool:
    return isinstance(data, dict) and all(
        isinstance(data.get(name), str) for name in ("aspect", "property")
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
    for path, data in _records(stack):
        resource = document["Resources"].get(logical_ids.get(path))
        if resource is not None:
            _undo(resource, data["property"], data.get("before"))
    return document


def _undo(resource: dict[str, Any], changed: str, before: object) -> None:
    name, _, tag = changed.partition(".")
    if name in _ATTRIBUTES:
        _put(resource, name, before)
    elif not tag:
        _put(_properties(resource), name, before)
    else:
        _undo_tag(resource, tag, before)


def _properties(resource: dict[str, Any]) -> dict[str, Any]:
    """The properties, in which nothing is left to undo where an override took them out."""
    return resource.get("Properties") or {}


def _put(where: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def _undo_tag(resource: dict[str, Any], key: str, before: object) -> None:
    row = RESOURCE_TYPES.get(resource["Type"])
    if row is None or row.tags is None:
        return
    properties = _properties(resource)
    tags = properties.get(row.tags.property)
    if isinstance(tags, dict):
        # What is no map by its type is a function, whose entries are no tags.
        if row.tags.format is TagFormat.MAP:
            _put(tags, key, before)
    elif isinstance(tags, list):
        kept = [tag for tag in tags if dig(tag, "Key") != key]
        restored = [] if before is None else [{"Key": key, "Value": before}]
        properties[row.tags.property] = [*kept, *restored]
