"""KMS-12."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class FunctionEnvironments(ResourcePolicy):
    """Environment variables of functions."""

    id = "KMS-12"
    title = "Function environments are encrypted with the stack's customer managed key."
    rationale = "They name the secrets and the hosts that a function may reach."
    source = (
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Pass environment_encryption=key."
    resource_types = ("AWS::Lambda::Function",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge KmsKeyArn where there is an environment."""
        variables = resource.get("Environment.Variables")
        if resource.get("Environment") is ABSENT or variables == {}:
            yield NotApplicable("The function has no environment variables.")
        else:
            yield from examine_key(resource, "KmsKeyArn", template)
