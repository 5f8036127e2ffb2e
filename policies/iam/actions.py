"""IAM-1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.named import is_named_action
from policies.iam.statements import (
    IDENTITY_DOCUMENTS,
    RESOURCE_DOCUMENTS,
    TRUST_DOCUMENTS,
    Statement,
    StatementPolicy,
)
from policies.template import ABSENT, Resource, Template

_KEY: Final = "AWS::KMS::Key"


class Actions(StatementPolicy):
    """Actions that policies allow."""

    id = "IAM-1"
    title = "Policies allow actions by their names, never by a wildcard."
    rationale = "A wildcard allows today what nobody read, and tomorrow what AWS adds."
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "best-practices.html#grant-least-privilege; "
        "client requirement: least privilege"
    )
    remedy = "Write a PolicyStatement with the actions needed, instead of a grant_ method."
    documents = (IDENTITY_DOCUMENTS, TRUST_DOCUMENTS, RESOURCE_DOCUMENTS)
    # Key policies are KMS-15's: the account's own statement there is a wildcard by AWS's advice.
    resource_types = tuple({name: None for table in documents for name in table if name != _KEY})

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the actions of one Allow statement."""
        if not statement.allows:
            return
        actions = tuple(statement.actions())
        if not actions:
            yield Violation(statement.part.at("Action"), ABSENT, "named actions")
        for action in actions:
            if not is_named_action(action.value):
                yield Violation(action.path, action.value, "a named action")
