"""A template as a reader sees it: resources by their names, references told as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from policies.intrinsics import text

NAMES: Final = (
    "Name",
    "RoleName",
    "FunctionName",
    "QueueName",
    "BucketName",
    "ClusterName",
    "ServiceName",
    "Family",
    "GroupName",
    "LogGroupName",
    "PolicyName",
    "StageName",
    "DBInstanceIdentifier",
    "AliasName",
)
PERMISSION: Final = "AWS::Lambda::Permission"
"""Names a function, and has no name of its own."""

REFERENCE: Final = re.compile(r"\$\{([A-Za-z0-9]+)(\.[A-Za-z.]+)?\}")


class Rendered:
    """The resources of one template.

    A resource is known by its name, and by its logical id where it has none; a reference reads
    `${name}` or `${name.Attribute}`, `${AWS::Region}` and the like stay. Tags are left out.
    """

    def __init__(self, template: Mapping[str, Any]) -> None:
        self._template = template
        self._names: dict[str, str] = {}
        told = {
            logical_id: logical_id
            if resource["Type"] == PERMISSION
            else self._name(logical_id, resource.get("Properties", {}))
            for logical_id, resource in template["Resources"].items()
        }
        # Some names hold another resource's.
        self._names.update(told)
        self._names.update((logical_id, self._tell(name)) for logical_id, name in told.items())

    def resources(self, resource_type: str) -> dict[str, dict[str, Any]]:
        """Properties of the resources of a type, by name."""
        return {
            self._names[logical_id]: self._render(resource.get("Properties", {}))
            for logical_id, resource in self._template["Resources"].items()
            if resource["Type"] == resource_type
        }

    def resource(self, resource_type: str, name: str = "") -> dict[str, Any]:
        """Properties of the resource of that name, or of the only one of its type."""
        found = self.resources(resource_type)
        if name:
            return found[name]
        (only,) = found.values()
        return only

    def depends_on(self, resource_type: str, name: str) -> set[str]:
        """Names of the resources that the named one says it depends on."""
        (told,) = (
            resource.get("DependsOn", [])
            for logical_id, resource in self._template["Resources"].items()
            if (resource["Type"], self._names[logical_id]) == (resource_type, name)
        )
        return {self._names[each] for each in told}

    def outputs(self) -> dict[str, Any]:
        """The outputs' values, by logical id."""
        return {
            logical_id: self._render(output["Value"])
            for logical_id, output in self._template["Outputs"].items()
        }

    def _name(self, logical_id: str, properties: Mapping[str, Any]) -> str:
        for key in NAMES:
            told = text(properties.get(key))
            if told is not None:
                return told
        return logical_id

    def _render(self, value: Any) -> Any:  # noqa: ANN401 - any part of a template
        told = text(value)
        if told is not None:
            return self._tell(told)
        match value:
            case dict():
                return {key: self._render(part) for key, part in value.items() if key != "Tags"}
            case list():
                return [self._render(part) for part in value]
            case _:
                return value

    def _tell(self, told: str) -> str:
        return REFERENCE.sub(
            lambda match: f"${{{self._names.get(match[1], match[1])}{match[2] or ''}}}", told
        )
