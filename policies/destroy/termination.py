"""DESTROY-12."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.policy import DeploymentPolicy
from policies.rules import Rules
from policies.template import Deployment


class Termination(DeploymentPolicy):
    """Termination protection of stacks."""

    id = "DESTROY-12"
    title = "No stack is protected from termination."
    rationale = "A protected stack refuses its deletion, and so keeps whatever it holds."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "using-cfn-protect-stacks.html; client requirement: all resources are destroyable; "
        "decision 3 of the design"
    )
    remedy = "Leave termination_protection out."

    def examine_deployment(self, deployment: Deployment, rules: Rules) -> Iterator[Violation]:
        """Judge that it is off."""
        if deployment.termination_protection is not False:
            yield Violation("TerminationProtection", deployment.termination_protection, "false")
