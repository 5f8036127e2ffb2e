"""The same template deploys to any region, account and partition."""

from policies.region.accounts import Accounts
from policies.region.partitions import Partitions
from policies.region.regions import Regions
from policies.region.zones import Zones

__all__ = ["POLICIES"]

POLICIES = (
    Regions(),
    Zones(),
    Accounts(),
    Partitions(),
)
