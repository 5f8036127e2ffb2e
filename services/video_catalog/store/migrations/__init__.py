"""The schema, as Alembic builds it."""
