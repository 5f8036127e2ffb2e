"""IAM-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.iam.statements import (
    ENDPOINT_DOCUMENTS,
    IDENTITY_DOCUMENTS,
    RESOURCE_DOCUMENTS,
    TRUST_DOCUMENTS,
    Statement,
    StatementPolicy,
)
from policies.template import ABSENT, Resource, Template

INVERTED = ("NotAction", "NotPrincipal", "NotResource")


class Inverted(StatementPolicy):
    """Statements that allow what they don't name."""

    id = "IAM-5"
    title = "No statement allows everything but what it names."
    rationale = "NotAction and its kin allow all that exists, and all that AWS adds."
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_elements_notaction.html; "
        "client requirement: least privilege"
    )
    remedy = "Name actions, resources and principals instead."
    documents = (IDENTITY_DOCUMENTS, TRUST_DOCUMENTS, RESOURCE_DOCUMENTS, ENDPOINT_DOCUMENTS)
    resource_types = tuple({name: None for table in documents for name in table})

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the names of the elements of one Allow statement."""
        for name in INVERTED:
            value = statement.part.get(name)
            if statement.allows and value is not ABSENT:
                yield Violation(statement.part.at(name), value, f"{name.removeprefix('Not')}")
