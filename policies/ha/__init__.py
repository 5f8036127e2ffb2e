"""One zone may fail."""

from policies.ha.cache_failover import CacheFailover
from policies.ha.cache_nodes import CacheNodes
from policies.ha.database import Database
from policies.ha.file_systems import FileSystems
from policies.ha.networks import Networks
from policies.ha.subnets import Subnets

__all__ = ["POLICIES"]

POLICIES = (
    Database(),
    CacheNodes(),
    CacheFailover(),
    FileSystems(),
    Subnets(),
    Networks(),
)
