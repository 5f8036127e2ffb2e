"""API-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import elsewhere, examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

ASSOCIATION = "AWS::WAFv2::WebACLAssociation"


class Firewall(ResourcePolicy):
    """What stands before a stage."""

    id = "API-6"
    title = "A firewall of the stack stands before every stage."
    rationale = "It stops floods and known attacks before a key is even compared."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "apigateway-control-access-aws-waf.html; decision 9 of the design"
    )
    remedy = "Add a CfnWebACLAssociation with the stage's ARN."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that an association refers to the stage and to a web ACL of the template."""
        by_stage = template.by_reference(ASSOCIATION, "ResourceArn")
        associations = by_stage.get(resource.logical_id, ())
        if not associations:
            yield Violation(f"{ASSOCIATION}.ResourceArn", ABSENT, "a reference to the stage")
        for each in associations:
            yield from elsewhere(
                each, examine_reference(each, "WebACLArn", template, "AWS::WAFv2::WebACL")
            )
