"""What a policy on deployments says of one."""

from __future__ import annotations

from policies import Deployment, Outcome, Template
from policies.policy import DeploymentPolicy
from tests.policies.table import RULES

ALONE = (
    Outcome.NOT_APPLICABLE,
    "The template stands alone: how its stack is deployed is not known.",
)


def rows(policy: DeploymentPolicy, deployment: Deployment | None) -> list[tuple[Outcome, str]]:
    """Outcome and detail of each row on a stack that is deployed so."""
    template = Template({"Resources": {}}, deployment)
    return [(row.outcome, row.detail) for row in policy.judge(template, RULES)]
