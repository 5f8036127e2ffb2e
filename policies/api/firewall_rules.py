"""API-7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template

MANAGED: Final = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
GROUP: Final = "Statement.ManagedRuleGroupStatement"


class FirewallRules(ResourcePolicy):
    """What a firewall stops."""

    id = "API-7"
    title = "Firewalls stop floods, and what AWS's common and bad-input rules know."
    rationale = "A rule that counts instead of blocking stops nothing."
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/"
        "aws-managed-rule-groups-baseline.html; decision 9 of the design"
    )
    remedy = "Give CfnWebACL a rate rule that blocks, and both managed groups without an override."
    resource_types = ("AWS::WAFv2::WebACL",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that each of the three rules is there and acts."""
        found = tuple(resource.parts("Rules"))
        if not any(_blocks_floods(rule) for rule in found):
            yield Violation("Rules", resource.get("Rules") or ABSENT, "a rate rule that blocks")
        for name in MANAGED:
            if not any(_applies(rule, name) for rule in found):
                expected = f"{name} without an override"
                yield Violation("Rules", resource.get("Rules") or ABSENT, expected)


def _blocks_floods(rule: Part) -> bool:
    limit = rule.get("Statement.RateBasedStatement.Limit")
    scoped = rule.get("Statement.RateBasedStatement.ScopeDownStatement") is not ABSENT
    return type(limit) is int and not scoped and rule.get("Action.Block") is not ABSENT


def _applies(rule: Part, name: str) -> bool:
    override = rule.get("OverrideAction")
    exceptions = ("ExcludedRules", "RuleActionOverrides", "ScopeDownStatement")
    return (
        rule.get(f"{GROUP}.VendorName") == "AWS"
        and rule.get(f"{GROUP}.Name") == name
        and override == {"None": {}}
        and all(rule.get(f"{GROUP}.{each}") in (ABSENT, []) for each in exceptions)
    )
