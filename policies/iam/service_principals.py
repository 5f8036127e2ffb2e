"""IAM-7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, StatementPolicy
from policies.iam.trust import SOURCE
from policies.intrinsics import text
from policies.template import Resource, Template

_KEY: Final = "AWS::KMS::Key"

LOAD_BALANCER_LOGS: Final = "logdelivery.elasticloadbalancing.amazonaws.com"
"""It writes the logs of a load balancer below the id of the load balancer's account, and AWS's own
policy for it has no condition:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"""

OWN_LOGS: Final = "/AWSLogs/${AWS::AccountId}/"


class ServicePrincipals(StatementPolicy):
    """Services that resources admit."""

    id = "IAM-7"
    title = "Resources admit services only on behalf of this account or a named resource."
    rationale = "Without the condition a stranger can have the service write into our queue."
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
    remedy = (
        "Pass conditions with aws:SourceAccount or aws:SourceArn to ServicePrincipal; for logs of "
        "load balancers, name objects below the account's id."
    )
    documents = (RESOURCE_DOCUMENTS,)
    # Key policies are KMS-15's: some services prove themselves by the encryption context there.
    resource_types = tuple(name for name in RESOURCE_DOCUMENTS if name != _KEY)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge one Allow statement for a service: its condition, or the paths that it names."""
        services = [each.value for kind, each in statement.principals() if kind == "Service"]
        if not services or not statement.allows or SOURCE & statement.restrictions():
            return
        if any(each != LOAD_BALANCER_LOGS for each in services):
            condition = statement.part.get("Condition")
            expected = "aws:SourceAccount or aws:SourceArn"
            yield Violation(statement.part.at("Condition"), condition, expected)
        else:
            yield from (
                Violation(each.path, each.value, f"objects below {OWN_LOGS}")
                for each in statement.resources()
                if OWN_LOGS not in (text(each.value) or "")
            )
