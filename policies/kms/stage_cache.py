"""KMS-13."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_off
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class StageCache(ResourcePolicy):
    """The cache that an API stage may keep."""

    id = "KMS-13"
    title = "API stages keep no cache of their own, since none takes a customer managed key."
    rationale = "Answers are cached in the encrypted cache only."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "data-protection-encryption.html; client requirement: a customer managed KMS key encrypts"
    )
    remedy = "Leave cache_cluster_enabled and caching_enabled out."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge CacheClusterEnabled."""
        yield from examine_off(resource, "CacheClusterEnabled")
