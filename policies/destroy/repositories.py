"""DESTROY-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Repositories(ResourcePolicy):
    """The emptying of image repositories."""

    id = "DESTROY-8"
    title = "Image repositories are emptied when they are deleted."
    rationale = "ECR deletes no repository that holds an image, so the whole deletion would fail."
    source = (
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-delete.html; "
        "client requirement: all resources are destroyable"
    )
    remedy = "Pass empty_on_delete=True."
    resource_types = ("AWS::ECR::Repository",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge EmptyOnDelete."""
        yield from examine_true(resource, "EmptyOnDelete")
