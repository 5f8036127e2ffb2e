"""REGION-1."""

from __future__ import annotations

import re

from policies.region.literals import REGION, REGION_HINTS, LiteralPolicy
from policies.rules import Rules
from policies.template import Part


class Regions(LiteralPolicy):
    """Names of regions."""

    id = "REGION-1"
    title = "The template names no region, or none but its own."
    rationale = "A template that names a region fails, or reaches across, in every other one."
    source = "client requirement: deploys to any region; decision 1 of the design"
    remedy = "Use Aws.REGION."
    hints = REGION_HINTS
    pattern = re.compile(rf"(?<![a-z0-9])({REGION})(?![a-z0-9])")
    expected = "${AWS::Region}"

    def allows(self, found: str, part: Part, rules: Rules) -> bool:
        """A stack that is made for one region may name it."""
        return found == rules.region
