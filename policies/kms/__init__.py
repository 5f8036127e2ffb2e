"""Every store of data is encrypted with the stack's customer managed key."""

from policies.kms.buckets import Buckets
from policies.kms.cache_storage import CacheStorage
from policies.kms.cache_transit import CacheTransit
from policies.kms.database_storage import DatabaseStorage
from policies.kms.database_transit import DatabaseTransit
from policies.kms.ephemeral_storage import EphemeralStorage
from policies.kms.file_systems import FileSystems
from policies.kms.function_environments import FunctionEnvironments
from policies.kms.key_policy import KeyPolicy
from policies.kms.key_rotation import KeyRotation
from policies.kms.log_groups import LogGroups
from policies.kms.performance_insights import PerformanceInsights
from policies.kms.queues import Queues
from policies.kms.repositories import Repositories
from policies.kms.secrets import Secrets
from policies.kms.stage_cache import StageCache
from policies.kms.topics import Topics

__all__ = ["POLICIES"]

POLICIES = (
    DatabaseStorage(),
    PerformanceInsights(),
    FileSystems(),
    CacheStorage(),
    CacheTransit(),
    Buckets(),
    Queues(),
    Topics(),
    Secrets(),
    LogGroups(),
    Repositories(),
    FunctionEnvironments(),
    StageCache(),
    KeyRotation(),
    KeyPolicy(),
    EphemeralStorage(),
    DatabaseTransit(),
)
