"""Data can be brought back."""

from policies.backup.database_backups import DatabaseBackups

__all__ = ["POLICIES"]

POLICIES = (DatabaseBackups(),)
