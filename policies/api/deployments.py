"""API-9."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

STAGE: Final = ("StageName", "StageDescription")


class Deployments(ResourcePolicy):
    """Stages that deployments make."""

    id = "API-9"
    title = "Every stage is a resource of its own: no deployment makes one."
    rationale = "A stage that a deployment makes has no throttle, no firewall and no log."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-apigateway-deployment.html; ADR 1: what can't be judged is a violation"
    )
    remedy = "Leave stage_name out of CfnDeployment; add a Stage."
    resource_types = ("AWS::ApiGateway::Deployment",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that there is neither StageName nor StageDescription."""
        yield from examine_absent(resource, *STAGE)
