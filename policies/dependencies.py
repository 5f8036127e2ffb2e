"""In which order CloudFormation makes the resources of a template, and deletes them in reverse."""

from __future__ import annotations

from collections.abc import Mapping

from policies.intrinsics import references
from policies.template import Resource, Template


def depends_on(resource: Resource, other: Resource, template: Template) -> bool:
    """Whether a resource is made after another one and deleted before it.

    By a reference or by `DependsOn`, at once or through other resources.
    """
    direct = template.index(_dependencies)
    reached: set[str] = set()
    left = [resource.logical_id]
    while left:
        for name in direct.get(left.pop(), ()):
            if name == other.logical_id:
                return True
            if name not in reached:
                reached.add(name)
                left.append(name)
    return False


def _dependencies(template: Template) -> Mapping[str, frozenset[str]]:
    return {
        logical_id: references(resource.properties) | _stated(resource)
        for logical_id, resource in template.resources.items()
    }


def _stated(resource: Resource) -> frozenset[str]:
    match resource.definition.get("DependsOn"):
        case str(name):
            return frozenset({name})
        case list(names):
            return frozenset(name for name in names if isinstance(name, str))
    return frozenset()
