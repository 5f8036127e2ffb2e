"""IAM-7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, StatementPolicy
from policies.iam.trust import SOURCE
from policies.template import Resource, Template

_KEY: Final = "AWS::KMS::Key"


class ServicePrincipals(StatementPolicy):
    """Services that resources admit."""

    id = "IAM-7"
    title = "Resources admit services only on behalf of this account or a named resource."
    rationale = "Without the condition a stranger can have the service write into our queue."
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
    remedy = "Pass conditions with aws:SourceAccount or aws:SourceArn to ServicePrincipal."
    documents = (RESOURCE_DOCUMENTS,)
    # Key policies are KMS-15's: some services prove themselves by the encryption context there.
    resource_types = tuple(name for name in RESOURCE_DOCUMENTS if name != _KEY)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the condition of one Allow statement for a service."""
        service = any(kind == "Service" for kind, _ in statement.principals())
        if statement.allows and service and not SOURCE & statement.restrictions():
            condition = statement.part.get("Condition")
            expected = "aws:SourceAccount or aws:SourceArn"
            yield Violation(statement.part.at("Condition"), condition, expected)
