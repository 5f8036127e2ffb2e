"""API-3."""

from __future__ import annotations

from collections.abc import Iterator

from policies.api.settings import examine_present, settings
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Part, Resource, Template

LIMITS = ("ThrottlingRateLimit", "ThrottlingBurstLimit")


class Throttling(ResourcePolicy):
    """How much a stage takes."""

    id = "API-3"
    title = "Every stage throttles all its methods."
    rationale = "Without limits one client uses up what the account's other APIs share."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "api-gateway-request-throttling.html; client requirement: throttling"
    )
    remedy = "Pass throttling_rate_limit and throttling_burst_limit in the stage's options."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge both limits of every method setting."""
        yield from examine_present(resource)
        for setting in settings(resource):
            yield from _examine(setting)


def _examine(setting: Part) -> Iterator[Violation]:
    for name in LIMITS:
        limit = setting.get(name)
        # -1 takes the limit away.
        if type(limit) not in {int, float} or not str(limit)[0].isdigit():
            yield Violation(setting.at(name), limit, "a literal number that is not negative")
