"""IAM-6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.admitted import is_account, is_role, is_service
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, StatementPolicy
from policies.template import ABSENT, Part, Resource, Template

_KEY: Final = "AWS::KMS::Key"
ADMITTED: Final = "a role of the template, its account, or a service by its name"


class Principals(StatementPolicy):
    """Whom resources admit."""

    id = "IAM-6"
    title = "Resources admit roles of the stack, its account and named services, nobody else."
    rationale = (
        "A policy for everyone opens the resource to every account there is, and what a function "
        "makes of a text may be everyone."
    )
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_elements_principal.html; "
        "client requirement: least privilege"
    )
    remedy = (
        "Pass principals=[…] with a role of the stack, AccountRootPrincipal or ServicePrincipal "
        "instead of AnyPrincipal or ArnPrincipal."
    )
    documents = (RESOURCE_DOCUMENTS,)
    # Key policies are KMS-15's, which also knows whoever comes by way of a service.
    resource_types = tuple(name for name in RESOURCE_DOCUMENTS if name != _KEY)

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
            if not _is_admitted(kind, principal, template):
                yield Violation(principal.path, principal.value, ADMITTED)


def _is_admitted(kind: str, principal: Part, template: Template) -> bool:
    if kind == "AWS":
        return is_account(principal.value) or is_role(principal.value, template)
    return kind == "Service" and is_service(principal.value)
