"""What the four Aspects have in common: they look at resources, and record what they correct."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
import jsii
from constructs import IConstruct

from aspects.l1 import is_resource, resource_type, tag_manager, tags_of
from aspects.metadata import CORRECTION
from policies.resource_types import RESOURCE_TYPES, ResourceType

PRIORITY: Final = 300
"""Of the Aspects: after `Tags.of` and whatever else mutates by default (200), before readers."""

TAG_PRIORITY: Final = 1000
"""Of tags that an Aspect sets: above those that `Tags.of` sets on a scope."""


@dataclass(frozen=True)
class Resource:
    """A resource of the tree, and what the table says of its type.

    Attributes:
        construct: its L1.
        row: `None` for a type that is not in the table.
        tag_manager: what manages its tags; `None` where nothing does.
        managed_tags: those that it had before any Aspect of ours looked at it, by key.
    """

    construct: cdk.CfnResource
    row: ResourceType | None
    tag_manager: cdk.TagManager | None
    managed_tags: Mapping[str, object]


@jsii.implements(cdk.IAspect)
class ResourceAspect(ABC):
    """An Aspect that corrects resources. Override `correct`, not `visit`."""

    def visit(self, node: IConstruct) -> None:
        """Correct the construct if it is a resource."""
        self.correct(resources((node,)))

    @abstractmethod
    def correct(self, found: Sequence[Resource]) -> None:
        """Correct what has one right answer.

        Args:
            found: any resources; several at once, because one call of the CDK that asks for all
                is quicker than a call for each.
        """

    def record(
        self, resource: cdk.CfnResource, cfn_property: str, before: object, after: object
    ) -> None:
        """Write a correction into the construct's metadata, where an audit finds it.

        Args:
            resource: what was corrected.
            cfn_property: the property or attribute, by its CloudFormation name.
            before: its value before; `None` for absent.
            after: its value now.
        """
        correction = {
            "aspect": type(self).__name__,
            "property": cfn_property,
            "before": before,
            "after": after,
        }
        resource.node.add_metadata(CORRECTION, resource.stack.resolve(correction))

    def note(self, resource: cdk.CfnResource, what: str) -> None:
        """Say early, where the construct is made, what can't be corrected; the policies decide.

        Args:
            resource: what is wrong.
            what: the property, its value, and what was expected.
        """
        cdk.Annotations.of(resource).add_info(f"{type(self).__name__}: {what}")


@jsii.implements(cdk.IAspect)
class WholeTree:
    """Several Aspects over a whole tree in one visit.

    The CDK calls Python for each visit, which costs more than a correction: an Aspect on the root
    of a tree would take a tenth of a synthesis by its visits alone. Attach this to a leaf.
    """

    def __init__(self, scope: IConstruct, *aspects: ResourceAspect) -> None:
        self._scope = scope
        self._aspects = aspects

    def visit(self, _node: IConstruct) -> None:
        """Let each Aspect correct the resources, in the order given."""
        found = resources(self._scope.node.find_all())
        for aspect in self._aspects:
            aspect.correct(found)


def resources(constructs: Iterable[IConstruct]) -> tuple[Resource, ...]:
    """Those of the constructs that are resources."""
    found = [
        (construct, RESOURCE_TYPES.get(resource_type(construct)))
        for construct in constructs
        if is_resource(construct)
    ]
    managers = [
        tag_manager(construct) if row is None or row.tags is not None else None
        for construct, row in found
    ]
    # The tags of all at once: to ask each manager takes a call of the CDK.
    managing = [manager for manager in managers if manager is not None]
    resolved = iter(found[0][0].stack.resolve(managing) if managing else ())
    return tuple(
        Resource(
            construct,
            row,
            manager,
            tags_of(next(resolved).get("renderedTags")) if manager is not None else {},
        )
        for (construct, row), manager in zip(found, managers, strict=True)
    )
