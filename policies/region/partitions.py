"""REGION-4."""

from __future__ import annotations

import re

from policies.region.literals import LiteralPolicy
from policies.rules import Rules
from policies.template import Part


class Partitions(LiteralPolicy):
    """Partitions in ARNs and in names of hosts."""

    id = "REGION-4"
    title = "The template names no partition."
    rationale = "Regions in China and those of governments have partitions of their own."
    source = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html; "
        "decision 1 of the design"
    )
    remedy = "Use Aws.PARTITION in ARNs, Aws.URL_SUFFIX in names of hosts."
    hints = ("arn:aws", ".amazonaws.com")
    pattern = re.compile(
        r"(\barn:aws(?:-[a-z-]+)?:|\$\{AWS::Region\}[\w.-]*\.amazonaws\.com|\.amazonaws\.com\.cn)"
    )
    expected = "${AWS::Partition} or ${AWS::URLSuffix}"

    def allows(self, found: str, part: Part, rules: Rules) -> bool:
        """KMS documents this form for its condition, and no other."""
        return "kms:ViaService" in part.path and not found.startswith("arn:")
