"""The store's command, as it is typed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names its type no better


def add_commands(commands: Commands) -> None:
    """Add `migrate`."""
    migrate = commands.add_parser(
        "migrate",
        help="bring the database's schema to what this software needs",
        description="Bring the database's schema to what this software needs. Several may run at "
        "once: they wait for each other. A schema of newer software stays as it is.",
    )
    migrate.add_argument(
        "--to",
        default="head",
        metavar="REVISION",
        help="another revision, up or down; `base` drops everything; default: head",
    )
    migrate.set_defaults(run=_migrate)


def _migrate(arguments: argparse.Namespace) -> int:
    # The driver and Alembic are loaded by those alone who need them.
    import sys  # noqa: PLC0415

    from video_catalog.settings import DatabaseSettings  # noqa: PLC0415
    from video_catalog.store import Database  # noqa: PLC0415
    from video_catalog.store.migrate import RevisionError, migrate  # noqa: PLC0415
    from video_catalog.telemetry import configure_logging  # noqa: PLC0415

    configure_logging(sys.stdout)
    try:
        migrate(Database(DatabaseSettings.read()), arguments.to)
    except RevisionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
