"""RequiredTags: puts the required tags on what lacks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aws_cdk as cdk

from aspects.l1 import get_property, set_property, tag_manager
from aspects.resource_aspect import TAG_PRIORITY, Resource, ResourceAspect
from policies.resource_types import TagFormat, Tags


class RequiredTags(ResourceAspect):
    """Sets every required tag that is absent or has another value, on whatever takes tags."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags

    def correct(self, found: Sequence[Resource]) -> None:
        """Tag each resource through the CDK where it can, by its property else."""
        managed = []
        for resource in found:
            if resource.row is not None and resource.row.tags is None:
                continue
            manager = tag_manager(resource.construct)
            if manager is not None:
                managed.append((resource.construct, manager))
            elif resource.row is not None and resource.row.tags is not None:
                self._tag_by_property(resource.construct, resource.row.tags)
        if managed:
            self._tag_by_managers(managed)

    def _tag_by_managers(self, managed: Sequence[tuple[cdk.CfnResource, cdk.TagManager]]) -> None:
        # The tags of all at once: to ask each manager takes a call of the CDK.
        resolved = cdk.Stack.of(managed[0][0]).resolve([manager for _, manager in managed])
        for (resource, manager), of_it in zip(managed, resolved, strict=True):
            present = _as_mapping(of_it.get("renderedTags"))
            for key, value in self._tags.items():
                before = present.get(key)
                if before != value:
                    manager.set_tag(key, value, TAG_PRIORITY)
                    self.record(resource, f"Tags.{key}", before, value)

    def _tag_by_property(self, resource: cdk.CfnResource, tags: Tags) -> None:
        # The CDK makes its custom resources' functions and roles without a tag manager.
        before = get_property(resource, tags.property)
        present = _as_mapping(before)
        wanted = {**present, **self._tags}
        if wanted != present:
            after = _as_property(wanted, tags.format)
            set_property(resource, tags.property, after)
            self.record(resource, tags.property, before, after)


def _as_mapping(tags: object) -> dict[str, object]:
    if isinstance(tags, Mapping):
        return {str(key): value for key, value in tags.items()}
    pairs = tags if isinstance(tags, list) else []
    return {
        str(pair.get("Key", pair.get("key"))): pair.get("Value", pair.get("value"))
        for pair in pairs
        if isinstance(pair, Mapping)
    }


def _as_property(tags: Mapping[str, object], tag_format: TagFormat) -> object:
    if tag_format is TagFormat.MAP:
        return dict(tags)
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
