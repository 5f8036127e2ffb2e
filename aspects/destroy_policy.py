"""DestroyPolicy: deletes with the stack what would stay."""

from __future__ import annotations

from typing import Final

import aws_cdk as cdk

from aspects.resource_aspect import ResourceAspect
from policies.resource_types import ResourceType

ATTRIBUTES: Final = (
    ("DeletionPolicy", "deletion_policy"),
    ("UpdateReplacePolicy", "update_replace_policy"),
)


class DestroyPolicy(ResourceAspect):
    """Sets both policies to Delete on what holds data, and on what is told to stay."""

    def correct(self, resource: cdk.CfnResource, row: ResourceType | None) -> None:
        """Set DeletionPolicy and UpdateReplacePolicy, where they are not Delete yet."""
        holds_data = row is not None and row.holds_data
        options = resource.cfn_options
        for cfn_attribute, attribute in ATTRIBUTES:
            before: cdk.CfnDeletionPolicy | None = getattr(options, attribute)
            if before is cdk.CfnDeletionPolicy.DELETE or (before is None and not holds_data):
                continue
            setattr(options, attribute, cdk.CfnDeletionPolicy.DELETE)
            # The CDK writes members of the enumeration in upper case with underscores.
            shown = before.name.title().replace("_", "") if before else None
            self.record(resource, cfn_attribute, shown, "Delete")
