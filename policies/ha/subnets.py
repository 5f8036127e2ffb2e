"""HA-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.ha.zones import examine_zones
from policies.placement import SUBNETS, outside
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class Subnets(ResourcePolicy):
    """What stands in several subnets."""

    id = "HA-5"
    title = "Services, endpoints, load balancers and subnet groups span at least two zones."
    rationale = "What stands in one zone fails with it, whatever else is redundant."
    source = (
        "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
        "rel_fault_isolation_multiaz_region_system.html; client requirement: Multi-AZ"
    )
    remedy = "Pass vpc_subnets that select the isolated subnets of both zones."
    resource_types = tuple(SUBNETS)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the list of subnets by the zone of each."""
        not_applicable = outside(resource)
        if not_applicable is not None:
            yield not_applicable
        else:
            yield from examine_zones(resource, SUBNETS[resource.type], template)
