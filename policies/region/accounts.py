"""REGION-3."""

from __future__ import annotations

import re

from policies.region.literals import LiteralPolicy


class Accounts(LiteralPolicy):
    """Ids of accounts."""

    id = "REGION-3"
    title = "The template names no account."
    rationale = (
        "A template that names an account grants to it, or reads from it, in every other one."
    )
    source = "client requirement: deploys anywhere; decision 1 of the design"
    remedy = "Use Aws.ACCOUNT_ID, or a service principal for an account of AWS."
    # A number of twelve digits in a JSON document, as a threshold on a dashboard, is none.
    pattern = re.compile(
        r"([0-9]{12})(?<![\w.][0-9]{12})(?<!\":[0-9]{12})(?<!\": [0-9]{12})(?!\w)(?!\.[0-9])"
    )
    expected = (
        "${AWS::AccountId}, as twelve digits read as an account; a number is to be given in "
        "another unit, as GiB for bytes"
    )
