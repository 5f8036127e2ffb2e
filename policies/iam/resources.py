"""IAM-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.iam.named import is_named_resource
from policies.iam.statements import IDENTITY_DOCUMENTS, Statement, StatementPolicy
from policies.iam.unnameable import UNNAMEABLE
from policies.template import ABSENT, Resource, Template


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
    remedy = "Pass resources=[…] with the ARN of what is used, in a statement of its own."
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
        nameable = [str(each.value) for each in statement.actions() if each.value not in UNNAMEABLE]
        for each in resources:
            if nameable and not is_named_resource(each.value):
                yield Violation(each.path, each.value, f"what {', '.join(nameable)} acts on")
