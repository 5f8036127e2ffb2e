"""IAM-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.iam.named import is_named_resource
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class FunctionPermissions(ResourcePolicy):
    """Who may invoke functions."""

    id = "IAM-8"
    title = "Functions are invoked by services only, on behalf of this account or a named resource."
    rationale = "Without a source a stranger can have the service call our function."
    source = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
    remedy = "Pass source_arn or source_account to add_permission."
    resource_types = ("AWS::Lambda::Permission",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Principal, Action, and SourceAccount or SourceArn."""
        principal = resource.get("Principal")
        if not isinstance(principal, str) or not principal.endswith(".amazonaws.com"):
            yield Violation("Principal", principal, "a named service")
        action = resource.get("Action")
        if action != "lambda:InvokeFunction":
            yield Violation("Action", action, '"lambda:InvokeFunction"')
        if resource.get("SourceAccount") == {"Ref": "AWS::AccountId"}:
            return
        source = resource.get("SourceArn")
        if source is ABSENT or not is_named_resource(source):
            yield Violation("SourceArn", source, "a named source, or this account's SourceAccount")
