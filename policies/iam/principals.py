"""IAM-6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, StatementPolicy
from policies.template import ABSENT, Resource, Template

NARROWING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "kms:calleraccount",
    }
)


class Principals(StatementPolicy):
    """Whom resources admit."""

    id = "IAM-6"
    title = "Resources admit named principals, or anyone only under a condition that narrows it."
    rationale = "A policy for everyone opens the resource to every account there is."
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_elements_principal.html; "
        "client requirement: least privilege"
    )
    remedy = "Pass principals=[…] that name a role or a service instead of AnyPrincipal."
    documents = (RESOURCE_DOCUMENTS,)
    resource_types = tuple(RESOURCE_DOCUMENTS)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the principals of one Allow statement."""
        if not statement.allows:
            return
        principals = tuple(statement.principals())
        if not principals:
            yield Violation(statement.part.at("Principal"), ABSENT, "named principals")
        for kind, principal in principals:
            if kind == "*" and not NARROWING & statement.restrictions():
                expected = "a named principal, or a condition on who calls"
                yield Violation(principal.path, principal.value, expected)
