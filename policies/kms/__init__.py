"""Every store of data is encrypted with the stack's customer managed key."""

from policies.kms.database_storage import DatabaseStorage

__all__ = ["POLICIES"]

POLICIES = (DatabaseStorage(),)
