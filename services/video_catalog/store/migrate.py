"""Bringing the schema to what this software needs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from video_catalog.store.connection import Database, answered

logger = logging.getLogger(__name__)

LOCK: Final = 7_341_862_095
"""Key of the advisory lock: tasks that start together migrate one after the other."""

LOCK_SECONDS: Final = 300
MIGRATION_SECONDS: Final = 3600
HEAD: Final = "head"
BASE: Final = "base"


class RevisionError(ValueError):
    """A revision that this software does not know."""


def migrate(database: Database, revision: str = HEAD) -> None:
    """Bring the schema to a revision, up or down; wait for others who do.

    A schema of newer software stays as it is: a deployment that is rolled back must start.

    Args:
        database: whose schema.
        revision: `head`, `base`, or a migration's id.

    Raises:
        RevisionError: there is no such revision.
        UnavailableError: PostgreSQL does not answer.
    """
    with answered(), database.connect() as locked:
        _set_timeouts(locked)
        locked.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: _connect(database), poolclass=NullPool
        )
        try:
            with engine.connect() as connection:
                _migrate(connection, revision)
                connection.commit()
        except DBAPIError as error:
            # SQLAlchemy wraps the driver's error.
            raise error.orig or error from error


def _migrate(connection: Connection, revision: str) -> None:
    scripts = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if revision not in known | {HEAD, BASE}:
        raise RevisionError(
            f"{revision}: no revision; expected {HEAD}, {BASE}, {', '.join(sorted(known))}."
        )
    if current is not None and current not in known:
        logger.warning("The schema is of newer software (%s); it stays as it is", current)
        return
    target = scripts.get_current_head() if revision == HEAD else revision
    down = current is not None and (target == BASE or target in _ancestors(scripts, current))
    config = Config()
    config.set_main_option("script_location", str(scripts.dir))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, str(target))
    logger.info("The schema is at %s, was at %s", target, current or BASE)


def _ancestors(scripts: ScriptDirectory, revision: str) -> set[str]:
    return {each.revision for each in scripts.iterate_revisions(revision, BASE)} - {revision}


def _connect(database: Database) -> psycopg.Connection[Any]:
    connection = database.connect(autocommit=False)
    _set_timeouts(connection)
    connection.commit()
    return connection


def _set_timeouts(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    connection.execute(f"SET statement_timeout = '{MIGRATION_SECONDS}s'")
