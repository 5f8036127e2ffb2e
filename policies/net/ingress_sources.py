"""NET-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent, examine_reference
from policies.finding import NotApplicable, Violation
from policies.net.rules import INGRESS, SECURITY_GROUP, ingress
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

RANGES = ("CidrIp", "CidrIpv6", "SourcePrefixListId")


class IngressSources(ResourcePolicy):
    """Sources of ingress."""

    id = "NET-1"
    title = "Security groups admit other security groups of the stack only, never an address range."
    rationale = "An address says nothing about who has it; a group says which component it is."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html; "
        "client requirement: security groups by reference"
    )
    remedy = "Use connections.allow_from(other, port) instead of Peer.ipv4 or Peer.any_ipv4."
    resource_types = INGRESS

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every ingress rule."""
        for rule in ingress(resource):
            yield from examine_absent(rule, *RANGES)
            yield from examine_reference(rule, "SourceSecurityGroupId", template, SECURITY_GROUP)
