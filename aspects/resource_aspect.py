"""What the four Aspects have in common: they look at resources, and record what they correct."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import aws_cdk as cdk
import jsii
from constructs import IConstruct

from aspects.l1 import resource_type
from aspects.metadata import CORRECTION
from policies.resource_types import RESOURCE_TYPES, ResourceType

PRIORITY: Final = 300
"""Of the Aspects: after `Tags.of` and whatever else mutates by default (200), before readers."""

TAG_PRIORITY: Final = 1000
"""Of tags that an Aspect sets: above those that `Tags.of` sets on a scope."""


@jsii.implements(cdk.IAspect)
class ResourceAspect(ABC):
    """An Aspect that corrects resources. Override `correct`, not `visit`."""

    def visit(self, node: IConstruct) -> None:
        """Correct the construct if it is a resource."""
        if isinstance(node, cdk.CfnResource):
            self.correct(node, RESOURCE_TYPES.get(resource_type(node)))

    @abstractmethod
    def correct(self, resource: cdk.CfnResource, row: ResourceType | None) -> None:
        """Correct what has one right answer.

        Args:
            resource: any resource of the tree.
            row: what the table says of its type; `None` for a type that is not in the table.
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
        stack = cdk.Stack.of(resource)
        correction = {
            "aspect": type(self).__name__,
            "property": cfn_property,
            "before": stack.resolve(before),
            "after": stack.resolve(after),
        }
        resource.node.add_metadata(CORRECTION, correction)

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
        """Let each Aspect correct each resource, in the order given."""
        for construct in self._scope.node.find_all():
            if isinstance(construct, cdk.CfnResource):
                row = RESOURCE_TYPES.get(resource_type(construct))
                for aspect in self._aspects:
                    aspect.correct(construct, row)
