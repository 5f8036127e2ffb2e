"""API-12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.api.firewall_rules import applies_as_it_is
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Part, Resource, Template


class FirewallOrder(ResourcePolicy):
    """What rules of a firewall do with a request."""

    id = "API-12"
    title = "No rule of a firewall lets a request past the rules after it."
    rationale = "Whom a rule allows, no later rule judges: the flood of an allowed country passes."
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/"
        "web-acl-rule-actions.html; decision 9 of the design"
    )
    remedy = (
        "Give rules of your own the action Block; apply groups of AWS without an override but what "
        "API-7 lets count."
    )
    resource_types = ("AWS::WAFv2::WebACL",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that each rule blocks, or applies a group of AWS as it is."""
        for rule in resource.parts("Rules"):
            if not _blocks(rule) and not applies_as_it_is(rule):
                expected = "a rule that blocks, or a group of AWS without an override"
                yield Violation(rule.path, rule.value, expected)


def _blocks(rule: Part) -> bool:
    action = rule.get("Action")
    return isinstance(action, Mapping) and list(action) == ["Block"]
