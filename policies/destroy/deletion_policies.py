"""DESTROY-1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.resource_types import RESOURCE_TYPES
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

ATTRIBUTES: Final = ("DeletionPolicy", "UpdateReplacePolicy")


class DeletionPolicies(ResourcePolicy):
    """What becomes of a resource when it leaves the stack."""

    id = "DESTROY-1"
    title = (
        "Every resource is deleted with the stack and when it is replaced; what holds data says so."
    )
    rationale = (
        "What is retained blocks the next deployment by its name, and costs on unseen; databases "
        "leave a snapshot unless told otherwise."
    )
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-attribute-deletionpolicy.html; client requirement: all resources are destroyable; "
        "decision 3 of the design"
    )
    remedy = "Pass removal_policy=RemovalPolicy.DESTROY, or call apply_removal_policy with it."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge DeletionPolicy and UpdateReplacePolicy, which stand beside the properties."""
        row = RESOURCE_TYPES.get(resource.type)
        for attribute in ATTRIBUTES:
            value = resource.definition.get(attribute)
            left_out = value is None and not (row and row.holds_data)
            if value != "Delete" and not left_out:
                shown = ABSENT if value is None else value
                yield Violation(attribute, shown, '"Delete"')
