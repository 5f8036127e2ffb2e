"""The services' commands, as they are typed.

What they run is imported when they are run: the container's health check starts Python often.
"""

from __future__ import annotations

import argparse
import http.client
import sys
from typing import TYPE_CHECKING, Final

from video_catalog.settings import api_port, scratch_directory

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names its type no better

HEALTH_SECONDS: Final = 5

API_EXAMPLES: Final = """\
examples:
  api                                         on every interface, port API_PORT
  api --address 127.0.0.1
"""
MIGRATE_EXAMPLES: Final = """\
examples:
  migrate                                     to what this software needs
  migrate --to 0001
"""
HEALTH_EXAMPLES: Final = """\
examples:
  health worker                               as the container's health check asks
  health api
"""


def add_commands(commands: Commands) -> None:
    """Add `api`, `migrate` and `health`."""
    api = commands.add_parser(
        "api",
        help="serve the metadata API",
        description="Serve the metadata API until SIGTERM, by the environment's settings.",
        epilog=API_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    api.add_argument(
        "--address",
        default="0.0.0.0",  # noqa: S104 - the task's own interface, behind its security group
        help="to listen on; default: %(default)s",
    )
    api.set_defaults(run=_serve)
    migrate = commands.add_parser(
        "migrate",
        help="bring the database's schema to what this software needs",
        description="Bring the database's schema to what this software needs. Several may run at "
        "once: they wait for each other. A schema of newer software stays as it is.",
        epilog=MIGRATE_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    migrate.add_argument(
        "--to",
        default="head",
        metavar="REVISION",
        help="another revision, up or down; `base` drops everything; default: %(default)s",
    )
    migrate.set_defaults(run=_migrate)
    health = commands.add_parser(
        "health",
        help="tell by the exit code whether this container's service is well",
        description="Exit with 0 if this container's service is well, else with 1.",
        epilog=HEALTH_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    health.add_argument("service", choices=("worker", "api"))
    health.set_defaults(run=_health)


def _serve(arguments: argparse.Namespace) -> int:
    from video_catalog.api.server import serve  # noqa: PLC0415

    serve(arguments.address)
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    from video_catalog.settings import DatabaseSettings  # noqa: PLC0415
    from video_catalog.store import Database  # noqa: PLC0415
    from video_catalog.store.migrate import RevisionError, migrate  # noqa: PLC0415
    from video_catalog.telemetry import configure_logging  # noqa: PLC0415

    configure_logging(sys.stdout)
    try:
        migrate(Database(DatabaseSettings.read()), arguments.to)
    except RevisionError as error:
        sys.stderr.write(f"--to {error}\n")
        return 2
    return 0


def _health(arguments: argparse.Namespace) -> int:
    wrong = _wrong_with_worker() if arguments.service == "worker" else _wrong_with_api()
    if wrong:
        sys.stderr.write(f"{wrong}\n")
    return 1 if wrong else 0


def _wrong_with_worker() -> str | None:
    from video_catalog.worker.scratch import is_alive  # noqa: PLC0415

    directory = scratch_directory()
    try:
        alive = is_alive(directory)
    except OSError as error:
        return f"{directory}: {error.strerror}; expected the scratch directory."
    return None if alive else f"{directory}: no recent sign of life of the worker."


def _wrong_with_api() -> str | None:
    port = api_port()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"Port {port}: {error}; expected the API to answer."
    finally:
        connection.close()
    return None if status == http.client.OK else f"Port {port}: status {status}; expected 200."
