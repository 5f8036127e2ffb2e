"""NET-2."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.net.rules import INGRESS, ingress
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class IngressPorts(ResourcePolicy):
    """Ports of ingress."""

    id = "NET-2"
    title = "Security groups admit one TCP port a rule."
    rationale = "What a component listens on is known; all else is an opening nobody looks after."
    source = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
    remedy = "Use Port.tcp(n) instead of Port.all_traffic or a range."
    resource_types = INGRESS

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge IpProtocol, FromPort and ToPort; a port may be an attribute of its resource."""
        for rule in ingress(resource):
            yield from examine_value(rule, "IpProtocol", "tcp", "6")
            first, last = rule.get("FromPort"), rule.get("ToPort")
            is_port = type(first) is int or template.referenced(first) is not None
            if not is_port:
                yield Violation(rule.at("FromPort"), first, "one port")
            if first is ABSENT or type(last) is not type(first) or last != first:
                yield Violation(rule.at("ToPort"), last, "the same port as FromPort")
