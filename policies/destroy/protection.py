"""DESTROY-2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

PROTECTION: Final = re.compile(
    r"(Deletion|Delete|Termination)Protect|DisableApiTermination|ObjectLock"
)
"""Properties that keep a resource from being deleted, whatever its type."""

OFF: Final = (False, "BYPASS", "INACTIVE", "none")
"""How the types that have such a property say that it is off."""

ATTRIBUTE: Final = "deletion_protection.enabled"


class Protection(ResourcePolicy):
    """Protection from deletion."""

    id = "DESTROY-2"
    title = "Nothing is protected from deletion."
    rationale = "An environment is made for a branch and goes with it, without a hand on it."
    source = (
        "client requirement: no deletion protection, all resources are destroyable; "
        "decision 3 of the design"
    )
    remedy = "Pass deletion_protection=False; leave object lock out."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge each property that protects, and the attribute of load balancers."""
        for name in resource.properties:
            value = resource.get(name) if PROTECTION.search(name) else ABSENT
            if value is not ABSENT and value not in OFF:
                yield Violation(name, value, "absent or off")
        for attribute in resource.parts("LoadBalancerAttributes"):
            if not isinstance(attribute.get("Key"), str):
                # Which attribute it is, only a deployment would tell.
                yield Violation(attribute.path, attribute.value, "a literal attribute")
            elif attribute.get("Key") == ATTRIBUTE and attribute.get("Value") != "false":
                yield Violation(attribute.at("Value"), attribute.get("Value"), '"false"')
