"""NAME-6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.name.names import convention, pattern
from policies.policy import DeploymentPolicy
from policies.resource_types import Name
from policies.rules import Rules
from policies.template import Deployment

STACK: Final = Name("", "stack", 128)


class Stacks(DeploymentPolicy):
    """Names of stacks."""

    id = "NAME-6"
    title = "Every stack is named as its resources are, with the environment's suffix at the end."
    rationale = "Environments share accounts: two stacks of one name would replace each other."
    source = (
        "client requirement: names are {resource-type}-{environment-suffix}; "
        "decision 2 of the design"
    )
    remedy = 'Pass stack_name=naming.regional("stack").'

    def examine_deployment(self, deployment: Deployment, rules: Rules) -> Iterator[Violation]:
        """Judge the whole name."""
        if not pattern(STACK, rules.suffix).fullmatch(deployment.name):
            yield Violation("StackName", deployment.name, convention(STACK, rules))
