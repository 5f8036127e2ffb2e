"""NET-11."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.admitted import is_account
from policies.iam.named import is_named_action, is_named_resource
from policies.iam.statements import ENDPOINT_DOCUMENTS, Statement, StatementPolicy
from policies.template import ABSENT, Part, Resource, Template

ACCOUNT: Final = "Condition.StringEquals.aws:PrincipalAccount"


class EndpointPolicies(StatementPolicy):
    """What endpoints let through."""

    id = "NET-11"
    title = "Endpoints let named actions through, on named resources or by this account alone."
    rationale = (
        "Without a policy a task can copy videos to a bucket of any account, or send what it reads "
        "to another account's queue with that account's credentials."
    )
    source = (
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html; "
        "decision 8 of the design"
    )
    remedy = (
        "Call add_to_policy on a gateway endpoint with the buckets that the tasks need, on an "
        "interface endpoint with a condition that aws:PrincipalAccount is Aws.ACCOUNT_ID."
    )
    resource_types = ("AWS::EC2::VPCEndpoint",)
    documents = (ENDPOINT_DOCUMENTS,)
    required = "PolicyDocument"

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the actions of one Allow statement, and its resources or its account.

        Behind an interface endpoint the roles name the resources; some calls have none.
        """
        if not statement.allows:
            return
        yield from _examine_named("Action", statement.actions(), statement, is_named_action)
        if resource.get("VpcEndpointType") == "Interface":
            yield from _examine_account(statement)
        else:
            yield from _examine_named(
                "Resource", statement.resources(), statement, is_named_resource
            )


def _examine_named(
    name: str, given: Iterator[Part], statement: Statement, is_named: Callable[[object], bool]
) -> Iterator[Violation]:
    found = tuple(given)
    expected = f"a named {name.lower()}"
    if not found:
        yield Violation(statement.part.at(name), ABSENT, expected)
    for entry in found:
        if not is_named(entry.value):
            yield Violation(entry.path, entry.value, expected)


def _examine_account(statement: Statement) -> Iterator[Violation]:
    found = tuple(statement.part.parts(ACCOUNT))
    if not found or not all(is_account(entry.value) for entry in found):
        value = statement.part.get(ACCOUNT)
        yield Violation(statement.part.at(ACCOUNT), value, "this account's id")
