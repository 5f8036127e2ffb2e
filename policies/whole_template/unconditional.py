"""TEMPLATE-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class Unconditional(ResourcePolicy):
    """That what is judged will be there."""

    id = "TEMPLATE-5"
    title = "Every resource is deployed, whatever the parameters."
    rationale = (
        "A log group or a key that a condition leaves out satisfies policies that it then fails."
    )
    source = "ADR 1: what can't be judged is a violation; decision 4 of the design"
    remedy = "Decide in Python, by a setting of infra/environment.py, whether to make it."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Condition, which stands beside the properties."""
        condition = resource.definition.get("Condition", ABSENT)
        if resource.type == "AWS::CDK::Metadata":
            yield NotApplicable("It makes nothing; the CDK leaves it out where it can't be read.")
        elif condition is not ABSENT:
            yield Violation("Condition", condition, "absent")
