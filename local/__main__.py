"""`python -m local`: the whole system on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from local.catalogue import CatalogueError
from local.up import UpError, down, up

EPILOG: Final = """\
exit codes:
  0  done
  1  it can't be done; the last lines say why
  2  wrong arguments
  130  interrupted
"""
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="local",
        description="The whole system on this machine: the stack in an embedded AWS, PostgreSQL, "
        "Valkey, worker and API. Everything listens on loopback alone.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    start = commands.add_parser(
        "up",
        help="start it, put videos in, tell what was found",
        description="Start the system unless it is up, put videos in, and tell what was found. "
        "It stays up until `down`.",
    )
    start.add_argument(
        "--video",
        type=_existing,
        metavar="PATH",
        help="a file, or a folder of files; default: a sample, made on the spot",
    )
    start.add_argument(
        "-c",
        "--context",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of the stack, as the CDK takes it",
    )
    start.set_defaults(run=lambda given: up(given.context, given.video))
    commands.add_parser(
        "down",
        help="take it down, and remove all that it made",
        description="Take the system down, and remove all that it made.",
    ).set_defaults(run=lambda _given: down())
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except (CatalogueError, UpError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"{text}: no such file or folder")
    return path


if __name__ == "__main__":
    sys.exit(main())
