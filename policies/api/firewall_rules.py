"""API-7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template

COMMON: Final = "AWSManagedRulesCommonRuleSet"
MANAGED: Final = (COMMON, "AWSManagedRulesKnownBadInputsRuleSet")
MAY_COUNT: Final = (
    (COMMON, "NoUserAgent_HEADER"),
    (COMMON, "SizeRestrictions_QUERYSTRING"),
)
"""Rules, by their group, that may count: they refuse clients who do no wrong, since a program need
not name itself, and 225 Japanese characters are more than 2,048 bytes of a query."""

GROUP: Final = "Statement.ManagedRuleGroupStatement"
RATE: Final = "Statement.RateBasedStatement"
WINDOWS: Final = (60, 120, 300, 600)
"""Seconds in which a rate rule counts; 300 where none are given."""

MOST_REQUESTS: Final = 100_000
"""Of one address in five minutes; a stage throttles all of them together."""

FLOODS: Final = f"a rate rule that blocks an address above at most {MOST_REQUESTS:,} in 300 s"


class FirewallRules(ResourcePolicy):
    """What a firewall stops."""

    id = "API-7"
    title = "Firewalls stop floods, and what AWS's common and bad-input rules know."
    rationale = (
        "A rule that counts instead of blocking stops nothing. Two may count, since they stop "
        "clients who do no wrong: without a User-Agent, or with a query of more than 2,048 bytes."
    )
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/"
        "aws-managed-rule-groups-baseline.html; decision 9 of the design"
    )
    remedy = (
        "Give CfnWebACL a rate rule that blocks, and both managed groups without an override but "
        "Count of NoUserAgent_HEADER and SizeRestrictions_QUERYSTRING."
    )
    resource_types = ("AWS::WAFv2::WebACL",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that each of the three rules is there and acts."""
        found = tuple(resource.parts("Rules"))
        if not any(_blocks_floods(rule) for rule in found):
            yield Violation("Rules", resource.get("Rules") or ABSENT, FLOODS)
        for name in MANAGED:
            if not any(_applies(rule, name) for rule in found):
                yield Violation("Rules", resource.get("Rules") or ABSENT, whole(name))


def whole(name: str) -> str:
    """How a managed group of AWS is demanded."""
    counted = " and ".join(rule for group, rule in MAY_COUNT if group == name)
    return f"{name} without an override{f' but Count of {counted}' if counted else ''}"


def _blocks_floods(rule: Part) -> bool:
    limit = rule.get(f"{RATE}.Limit")
    window = rule.get(f"{RATE}.EvaluationWindowSec")
    seconds = 300 if window is ABSENT else window
    return (
        type(limit) is int
        and type(seconds) is int
        and seconds in WINDOWS
        and limit * 300 <= MOST_REQUESTS * seconds
        # Any other key is the client's to choose, as a header is.
        and rule.get(f"{RATE}.AggregateKeyType") == "IP"
        and rule.get(f"{RATE}.ScopeDownStatement") is ABSENT
        and rule.get("Action.Block") is not ABSENT
    )


def _applies(rule: Part, name: str) -> bool:
    return rule.get(f"{GROUP}.Name") == name and applies_as_it_is(rule)


def applies_as_it_is(rule: Part) -> bool:
    """Whether the rule applies a managed group of AWS to every request, and nothing else.

    Rules of it that may count, may.
    """
    exceptions = ("ExcludedRules", "ScopeDownStatement")
    overrides = rule.get(f"{GROUP}.RuleActionOverrides")
    known = [
        {"Name": name, "ActionToUse": {"Count": {}}}
        for group, name in MAY_COUNT
        if group == rule.get(f"{GROUP}.Name")
    ]
    return (
        rule.get(f"{GROUP}.VendorName") == "AWS"
        and rule.get("OverrideAction") == {"None": {}}
        and all(rule.get(f"{GROUP}.{each}") in (ABSENT, []) for each in exceptions)
        and (
            overrides is ABSENT
            or (isinstance(overrides, list) and all(each in known for each in overrides))
        )
    )
