"""API-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.api.authorizers import is_preflight
from policies.conditions import examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

VALIDATOR = "AWS::ApiGateway::RequestValidator"


class Validators(ResourcePolicy):
    """Requests of methods."""

    id = "API-2"
    title = "Every method has its requests validated before they enter the network."
    rationale = "A malformed request costs nothing and reaches nothing."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "api-gateway-method-request-validation.html; client requirement: request validation"
    )
    remedy = "Pass request_validator with validate_request_parameters=True to every method."
    resource_types = ("AWS::ApiGateway::Method",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge RequestValidatorId, and that the validator validates something."""
        if is_preflight(resource):
            yield NotApplicable("API Gateway answers a preflight itself.")
            return
        yield from examine_reference(resource, "RequestValidatorId", template, VALIDATOR)
        validator = template.referenced(resource.get("RequestValidatorId"))
        if validator is not None and validator.type == VALIDATOR:
            names = ("ValidateRequestParameters", "ValidateRequestBody")
            if not any(validator.get(name) is True for name in names):
                place = f"{validator.logical_id}.{names[0]}"
                yield Violation(place, validator.get(names[0]), f"true, or {names[1]}")
