"""DestroyPolicy: deletes with the stack what would stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import aws_cdk as cdk

from aspects.resource_aspect import Resource, ResourceAspect

DELETE: Final = "Delete"
ATTRIBUTES: Final = (
    ("DeletionPolicy", "deletionPolicy", "deletion_policy"),
    ("UpdateReplacePolicy", "updateReplacePolicy", "update_replace_policy"),
)
"""In CloudFormation, among the CDK's options of a resource, and there in Python."""


class DestroyPolicy(ResourceAspect):
    """Sets both policies to Delete on what holds data, and on what is told to stay."""

    def correct(self, found: Sequence[Resource]) -> None:
        """Set DeletionPolicy and UpdateReplacePolicy, where they are not Delete yet."""
        if not found:
            return
        # The policies of all at once: to ask for a single one takes two calls of the CDK.
        options = [resource.construct.cfn_options for resource in found]
        present = cdk.Stack.of(found[0].construct).resolve(options)
        for resource, of_it, before in zip(found, options, present, strict=True):
            self._correct(resource, of_it, before)

    def _correct(
        self, resource: Resource, options: cdk.ICfnResourceOptions, present: Mapping[str, Any]
    ) -> None:
        holds_data = resource.row is not None and resource.row.holds_data
        for cfn_attribute, key, attribute in ATTRIBUTES:
            before = present.get(key)
            if before == DELETE or (before is None and not holds_data):
                continue
            setattr(options, attribute, cdk.CfnDeletionPolicy.DELETE)
            self.record(resource.construct, cfn_attribute, before, DELETE)
