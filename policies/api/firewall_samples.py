"""API-13."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Part, Resource, Template

SAMPLED = "VisibilityConfig.SampledRequestsEnabled"


class FirewallSamples(ResourcePolicy):
    """What a firewall keeps of requests."""

    id = "API-13"
    title = "No firewall keeps samples of requests."
    rationale = "A sample shows every header, the key among them, and nothing redacts it."
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/"
        "web-acl-testing-view-sample.html; decision 9 of the design"
    )
    remedy = "Pass sampled_requests_enabled=False to the web ACL and to each of its rules."
    resource_types = ("AWS::WAFv2::WebACL",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge SampledRequestsEnabled of the web ACL and of each rule."""
        places: tuple[Part | Resource, ...] = (resource, *resource.parts("Rules"))
        for place in places:
            yield from examine_value(place, SAMPLED, False)  # noqa: FBT003 - the value that is demanded
