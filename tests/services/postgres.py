"""The embedded PostgreSQL of the tests: that of the local system."""

from local.servers.postgres import PASSWORD, SUPERUSER, Postgres

__all__ = ["PASSWORD", "SUPERUSER", "Postgres"]
