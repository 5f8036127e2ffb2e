"""SECRET-6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.reference import concealed
from policies.template import ABSENT, Resource, Template, is_intrinsic

API_KEY = "AWS::ApiGateway::ApiKey"

SHORTEST = 32
"""Characters, as many as Secrets Manager generates by default."""


class Generated(ResourcePolicy):
    """How secrets and keys of APIs come to be."""

    id = "SECRET-6"
    title = "Secrets and API keys are generated in the stack, 32 characters or more."
    rationale = "Nobody knows, chose, or sent anyone what a machine generated."
    source = (
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/create_secret.html; "
        "client requirement: generated secrets"
    )
    remedy = (
        "Pass generate_secret_string and no secret_string_value; pass an ApiKey no value, so that "
        "API Gateway generates it."
    )
    resource_types = ("AWS::SecretsManager::Secret", API_KEY)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge GenerateSecretString, its length, and that nothing else is given."""
        if resource.type == API_KEY:
            chosen = resource.get("Value")
            if chosen is not ABSENT:
                yield Violation("Value", concealed(chosen), "absent")
            return
        given = resource.get("SecretString")
        if given is not ABSENT:
            yield Violation("SecretString", concealed(given), "absent")
        generate = resource.get("GenerateSecretString")
        if not isinstance(generate, Mapping) or is_intrinsic(generate):
            yield Violation("GenerateSecretString", generate, "a literal description")
        length = resource.get("GenerateSecretString.PasswordLength")
        if length is not ABSENT and not (type(length) is int and length >= SHORTEST):
            expected = f"a literal number of at least {SHORTEST}"
            yield Violation("GenerateSecretString.PasswordLength", length, expected)
