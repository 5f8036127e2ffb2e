"""SECRET-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.reference import examine_drawn
from policies.template import ABSENT, Resource, Template


class CachePassword(ResourcePolicy):
    """Passwords of caches."""

    id = "SECRET-2"
    title = "Cache passwords are drawn from a secret of the stack."
    rationale = "Whoever can read a template or a parameter can read what is written in it."
    source = (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html; "
        "client requirement: credentials by secret"
    )
    remedy = "Pass auth_token=secret.secret_value.unsafe_unwrap(), a dynamic reference."
    resource_types = ("AWS::ElastiCache::ReplicationGroup",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge AuthToken; whether there must be one is KMS-5's."""
        if resource.get("AuthToken") is ABSENT:
            yield NotApplicable("The cache has no password.")
        else:
            yield from examine_drawn(resource, "AuthToken", template)
