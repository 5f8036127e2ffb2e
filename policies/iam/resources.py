"""IAM-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.iam.named import is_named_resource
from policies.iam.statements import IDENTITY_DOCUMENTS, Statement, StatementPolicy
from policies.iam.unnameable import NARROWED, UNNAMEABLE, UNNAMEABLE_TO_ALL
from policies.placement import outside
from policies.template import ABSENT, Resource, Template, target


class Resources(StatementPolicy):
    """Resources that identities may act on."""

    id = "IAM-2"
    title = "Policies name the resources that they allow to act on, where the action lets them."
    rationale = "One system's task must not read another's secret in the same account."
    source = (
        "https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html; "
        "client requirement: least privilege"
    )
    remedy = (
        "Pass resources=[…] with the ARN of what is used, in a statement of its own; the actions "
        "that no resource can be named for stand in policies/iam/unnameable.py."
    )
    documents = (IDENTITY_DOCUMENTS,)
    resource_types = tuple(IDENTITY_DOCUMENTS)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the resources of one Allow statement by its actions."""
        if not statement.allows:
            return
        resources = tuple(statement.resources())
        if not resources:
            yield Violation(statement.part.at("Resource"), ABSENT, "named resources")
        unnameable = UNNAMEABLE if _joins_network(resource, template) else UNNAMEABLE_TO_ALL
        restrictions = statement.restrictions()
        nameable = [
            action
            for action in (str(each.value) for each in statement.actions())
            if action not in unnameable and NARROWED.get(action) not in restrictions
        ]
        for each in resources:
            if nameable and not is_named_resource(each.value):
                yield Violation(each.path, each.value, f"what {', '.join(nameable)} acts on")


def _joins_network(resource: Resource, template: Template) -> bool:
    """Whether whom the policy is for are roles of functions in a network, and nobody else."""
    roles = template.index(_network_roles)
    if resource.type == "AWS::IAM::Role":
        return resource.logical_id in roles
    named = [target(each.value) for each in resource.parts("Roles")]
    others = any(resource.get(name) is not ABSENT for name in ("Groups", "Users"))
    return bool(named) and not others and all(name in roles for name in named)


def _network_roles(template: Template) -> frozenset[str]:
    """Logical ids of the roles with which Lambda joins functions to a network."""
    functions = template.of_type("AWS::Lambda::Function")
    names = (target(each.get("Role")) for each in functions if outside(each) is None)
    return frozenset(name for name in names if name is not None)
