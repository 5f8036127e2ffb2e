"""ECS-10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template, target

ROLES = ("TaskRoleArn", "ExecutionRoleArn")


class TaskRoles(ResourcePolicy):
    """Roles of tasks."""

    id = "ECS-10"
    title = "Every task definition has a task role and an execution role of its own."
    rationale = (
        "The execution role pulls images and opens logs; what reads videos must not, nor may one "
        "service do what another may."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "security-iam-roles.html; client requirement: least privilege"
    )
    remedy = "Pass task_role and execution_role, made for this task definition alone."
    resource_types = ("AWS::ECS::TaskDefinition",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that both roles are of the template, and that nothing else names them."""
        for name in ROLES:
            yield from examine_reference(resource, name, template, "AWS::IAM::Role")
            role = target(resource.get(name))
            if role is not None and template.index(_uses)[role] > 1:
                yield Violation(name, resource.get(name), "a role that nothing else uses")


def _uses(template: Template) -> Counter[str | None]:
    """How often task definitions and functions name a role."""
    definitions = template.of_type("AWS::ECS::TaskDefinition")
    return Counter(
        [
            *(target(each.get(name)) for each in definitions for name in ROLES),
            *(target(each.get("Role")) for each in template.of_type("AWS::Lambda::Function")),
        ]
    )
