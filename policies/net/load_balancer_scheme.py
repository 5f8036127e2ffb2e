"""NET-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class LoadBalancerScheme(ResourcePolicy):
    """Load balancers."""

    id = "NET-8"
    title = "Load balancers are internal."
    rationale = "The API's key, throttle and firewall stand before the gateway, not before it."
    source = (
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/"
        "how-elastic-load-balancing-works.html; decision 9 of the design"
    )
    remedy = "Pass internet_facing=False."
    resource_types = ("AWS::ElasticLoadBalancingV2::LoadBalancer",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge Scheme, which is internet-facing by default."""
        yield from examine_value(resource, "Scheme", "internal")
