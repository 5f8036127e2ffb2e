"""KMS-14."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true, examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class KeyRotation(ResourcePolicy):
    """Rotation of keys."""

    id = "KMS-14"
    title = "Keys are symmetric, enabled, and rotate."
    rationale = (
        "Rotation bounds how much data one key's material guards; only symmetric keys rotate."
    )
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"
    remedy = "Pass enable_key_rotation=True and leave key_spec and enabled out."
    resource_types = ("AWS::KMS::Key",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge EnableKeyRotation, KeySpec and Enabled."""
        yield from examine_true(resource, "EnableKeyRotation")
        if resource.get("KeySpec") is not ABSENT:
            yield from examine_value(resource, "KeySpec", "SYMMETRIC_DEFAULT")
        if resource.get("Enabled") is not ABSENT:
            yield from examine_true(resource, "Enabled")
