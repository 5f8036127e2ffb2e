"""NET-3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.net.rules import EGRESS, SECURITY_GROUP, egress
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template

HTTPS = {"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
"""To S3 through its gateway endpoint: the prefix list has another id in each region, and no
attribute tells it, so nothing says of what a prefix list is; NET-6 and NET-7 leave no other way to
such an address."""

NOTHING = {
    "CidrIp": "255.255.255.255/32",
    "IpProtocol": "icmp",
    "FromPort": 252,
    "ToPort": 86,
}
"""The rule that the CDK writes in place of AWS's own, which would allow everything."""


class Egress(ResourcePolicy):
    """Destinations of egress."""

    id = "NET-3"
    title = "Security groups reach other security groups of the stack, or S3 by HTTPS, only."
    rationale = "What takes over a container finds nothing to talk to."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html; "
        "decision 8 of the design"
    )
    remedy = "Pass allow_all_outbound=False and use connections.allow_to(other, port)."
    resource_types = EGRESS

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every egress rule.

        AWS gives a group a rule that allows everything, and takes it away for any rule of ours,
        in the group or apart (https://github.com/aws/aws-cdk/issues/987).
        """
        found = tuple(egress(resource))
        apart = template.by_reference("AWS::EC2::SecurityGroupEgress", "GroupId")
        if not found and resource.logical_id not in apart:
            yield Violation("SecurityGroupEgress", ABSENT, "a rule: AWS allows all without one")
        for rule in found:
            yield from _examine(rule, template)


def _examine(rule: Part | Resource, template: Template) -> Iterator[Violation]:
    if _is(rule, HTTPS) or _is(rule, NOTHING):
        return
    for name in ("CidrIp", "CidrIpv6"):
        if rule.get(name) is not ABSENT:
            expected = "absent, or 0.0.0.0/0 for TCP port 443 only"
            yield Violation(rule.at(name), rule.get(name), expected)
    yield from examine_absent(rule, "DestinationPrefixListId")
    group = template.referenced(rule.get("DestinationSecurityGroupId"))
    if group is None or group.type != SECURITY_GROUP:
        value = rule.get("DestinationSecurityGroupId")
        expected = f"a reference to the template's {SECURITY_GROUP}"
        yield Violation(rule.at("DestinationSecurityGroupId"), value, expected)


def _is(rule: Part | Resource, known: Mapping[str, object]) -> bool:
    others = ("CidrIpv6", "DestinationPrefixListId", "DestinationSecurityGroupId")
    return all(rule.get(name) == value for name, value in known.items()) and all(
        rule.get(name) is ABSENT for name in others
    )
