"""Everything goes with the stack, and nothing is left behind."""

from policies.destroy.buckets import Buckets
from policies.destroy.cache_snapshots import CacheSnapshots
from policies.destroy.database_backups import DatabaseBackups
from policies.destroy.deletion_policies import DeletionPolicies
from policies.destroy.enhanced_monitoring import EnhancedMonitoring
from policies.destroy.file_system_backups import FileSystemBackups
from policies.destroy.key_window import KeyWindow
from policies.destroy.log_writers import LogWriters
from policies.destroy.protection import Protection
from policies.destroy.replicas import Replicas
from policies.destroy.repositories import Repositories
from policies.destroy.termination import Termination

__all__ = ["POLICIES"]

POLICIES = (
    DeletionPolicies(),
    Protection(),
    Buckets(),
    DatabaseBackups(),
    FileSystemBackups(),
    KeyWindow(),
    LogWriters(),
    Repositories(),
    EnhancedMonitoring(),
    CacheSnapshots(),
    Replicas(),
    Termination(),
)
