"""RequiredTags: puts the required tags on what lacks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aws_cdk as cdk

from aspects.l1 import get_property, set_property, tags_of
from aspects.resource_aspect import TAG_PRIORITY, Resource, ResourceAspect
from policies.resource_types import TagFormat, Tags


class RequiredTags(ResourceAspect):
    """Sets every required tag that is absent or has another value, on whatever takes tags."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags

    def correct(self, found: Sequence[Resource]) -> None:
        """Tag each resource through the CDK where it can, by its property else."""
        for resource in found:
            if resource.tag_manager is not None:
                self._tag_by_manager(
                    resource.construct, resource.tag_manager, resource.managed_tags
                )
            elif resource.row is not None and resource.row.tags is not None:
                self._tag_by_property(resource.construct, resource.row.tags)

    def _tag_by_manager(
        self, resource: cdk.CfnResource, manager: cdk.TagManager, present: Mapping[str, object]
    ) -> None:
        for key, value in self._tags.items():
            before = present.get(key)
            if before != value:
                manager.set_tag(key, value, TAG_PRIORITY)
                self.record(resource, f"Tags.{key}", before, value)

    def _tag_by_property(self, resource: cdk.CfnResource, tags: Tags) -> None:
        # The CDK makes its custom resources' functions and roles without a tag manager.
        before = get_property(resource, tags.property)
        present = tags_of(before)
        wanted = {**present, **self._tags}
        if wanted != present:
            after = _as_property(wanted, tags.format)
            set_property(resource, tags.property, after)
            self.record(resource, tags.property, before, after)


def _as_property(tags: Mapping[str, object], tag_format: TagFormat) -> object:
    if tag_format is TagFormat.MAP:
        return dict(tags)
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
