"""What changed between two templates, in the few words that a reviewer reads first."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

Resources = Mapping[str, Mapping[str, Any]]

# The region whose resource schemas know every type that the pipeline uses.
SCHEMA_REGION = "us-east-1"


def summary(before: Resources, after: Resources) -> Iterator[str]:
    """One line for each resource added, removed, replaced or changed, in that order."""
    for logical_id in sorted(after.keys() - before.keys()):
        yield f"added     {after[logical_id]['Type']} {logical_id}"
    for logical_id in sorted(before.keys() - after.keys()):
        yield f"removed   {before[logical_id]['Type']} {logical_id}"
    changed = {
        logical_id: _changed_properties(before[logical_id], after[logical_id])
        for logical_id in sorted(before.keys() & after.keys())
        if before[logical_id] != after[logical_id]
    }
    replaced = {
        logical_id: properties & _create_only(after[logical_id]["Type"])
        for logical_id, properties in changed.items()
    }
    for logical_id, causes in replaced.items():
        if causes:
            yield _line("replaced", after[logical_id], logical_id, causes)
    for logical_id, properties in changed.items():
        if not replaced[logical_id]:
            yield _line("changed", after[logical_id], logical_id, properties)


def _line(verb: str, resource: Mapping[str, Any], logical_id: str, causes: frozenset[str]) -> str:
    return f"{verb:<9} {resource['Type']} {logical_id}: {', '.join(sorted(causes))}"


def _changed_properties(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Names of changed properties, and of changed attributes such as DependsOn."""
    old, new = _flat(before), _flat(after)
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _flat(resource: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {name: value for name, value in resource.items() if name != "Properties"}
    properties: Mapping[str, Any] = resource.get("Properties", {})
    return {**attributes, **properties}


@functools.cache
def _create_only(resource_type: str) -> frozenset[str]:
    """Properties whose change makes CloudFormation replace the resource, by its own schema."""
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(SCHEMA_REGION, resource_type).schema
    except ResourceNotFoundError:
        # A custom resource has no schema, and is replaced when its handler says so.
        return frozenset({"Type"})
    paths: list[str] = schema.get("createOnlyProperties", [])
    return frozenset(path.split("/")[2] for path in paths) | {"Type"}
