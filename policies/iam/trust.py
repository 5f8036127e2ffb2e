"""IAM-4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import Violation
from policies.iam.statements import TRUST_DOCUMENTS, Statement, StatementPolicy
from policies.template import ABSENT, Part, Resource, Template

SOURCE: Final = frozenset({"aws:sourceaccount", "aws:sourcearn"})

SERVICES: Final[Mapping[str, bool]] = {
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    "ecs-tasks.amazonaws.com": True,
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    "events.amazonaws.com": True,
    # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    "vpc-flow-logs.amazonaws.com": True,
    # Its execution role is assumed on behalf of no resource that it tells:
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    "lambda.amazonaws.com": False,
    # The one role of the account that writes its logs:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    "apigateway.amazonaws.com": False,
}
"""The services that may assume a role, and whether they tell on whose behalf they do."""


class Trust(StatementPolicy):
    """Who may assume roles."""

    id = "IAM-4"
    title = "Roles trust named services, on behalf of this account where the service tells."
    rationale = "Without the condition a stranger can have the service use our role."
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
    remedy = (
        "Pass conditions={'StringEquals': {'aws:SourceAccount': Aws.ACCOUNT_ID}} to "
        "ServicePrincipal; decide on a new service in policies/iam/trust.py."
    )
    documents = (TRUST_DOCUMENTS,)
    required = "AssumeRolePolicyDocument"
    resource_types = tuple(TRUST_DOCUMENTS)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge every principal of one Allow statement."""
        if not statement.allows:
            return
        principals = tuple(statement.principals())
        if not principals:
            yield Violation(statement.part.at("Principal"), ABSENT, "a named service")
        for kind, principal in principals:
            yield from _examine(kind, principal, statement)


def _examine(kind: str, principal: Part, statement: Statement) -> Iterator[Violation]:
    service = principal.value
    if kind != "Service" or not isinstance(service, str) or service not in SERVICES:
        yield Violation(principal.path, service, f"one of {', '.join(sorted(SERVICES))}")
    elif SERVICES[service] and not SOURCE & statement.restrictions():
        condition = statement.part.get("Condition")
        yield Violation(
            statement.part.at("Condition"), condition, "aws:SourceAccount or aws:SourceArn"
        )
