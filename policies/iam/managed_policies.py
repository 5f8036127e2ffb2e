"""IAM-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class ManagedPolicies(ResourcePolicy):
    """Managed policies of identities."""

    id = "IAM-3"
    title = "Identities use policies of the stack, none that AWS manages; functions its roles."
    rationale = (
        "AWS's are written for everybody, so wider than needed, and change without us; a role of "
        "elsewhere may do what no policy sees."
    )
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html; "
        "client requirement: least privilege"
    )
    remedy = (
        "Pass inline_policies instead of managed_policies, and a role of the stack to a function."
    )
    resource_types = (
        "AWS::IAM::Role",
        "AWS::IAM::User",
        "AWS::IAM::Group",
        "AWS::Lambda::Function",
    )

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every entry of ManagedPolicyArns; of functions Role, as ECS-10 does of tasks."""
        if resource.type == "AWS::Lambda::Function":
            yield from examine_reference(resource, "Role", template, "AWS::IAM::Role")
            return
        for entry in resource.parts("ManagedPolicyArns"):
            policy = template.referenced(entry.value)
            if policy is None or policy.type != "AWS::IAM::ManagedPolicy":
                expected = "a reference to the template's AWS::IAM::ManagedPolicy"
                yield Violation(entry.path, entry.value, expected)
