"""REGION-2."""

from __future__ import annotations

import re

from policies.region.literals import REGION, REGION_HINTS, LiteralPolicy


class Zones(LiteralPolicy):
    """Names and ids of availability zones."""

    id = "REGION-2"
    title = "The template names no availability zone."
    rationale = "Zones differ by region, and what one is called differs by account."
    source = (
        "https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html; "
        "decision 1 of the design"
    )
    remedy = "Leave availability_zones out: Fn.get_azs() is what the CDK writes then."
    hints = (*REGION_HINTS, "-az")
    pattern = re.compile(
        rf"(?<![a-z0-9])({REGION}(?:-[a-z]{{3}}-[0-9])?[a-z]"
        r"|(?:af|ap|ca|cn|eu|il|me|mx|sa|us)[a-z]{1,2}[0-9]-az[0-9])"
        r"(?![a-z0-9])"
    )
    expected = "an entry of Fn::GetAZs"
