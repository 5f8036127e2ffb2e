"""`python -m local`: the whole system on this machine."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from local.catalogue import CatalogueError
from local.isolation import isolate
from local.keeper import BUSY, keep
from local.up import ROOT, UpError, down, up

EPILOG: Final = """\
exit codes:
  0  done
  1  it can't be done; the last lines say why
  2  wrong arguments
  130  interrupted
"""
INTERRUPTED: Final = 130
CHECK: Final = ROOT / "build" / "deploy-check"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _Parser(
        prog="python -m local",
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
    commands.add_parser(
        "deploy-check",
        help="deploy, change, use and destroy stacks, and look for what is left",
        description="Deploy stacks side by side to an embedded AWS, change them, fail to, use "
        "them, destroy them, and look for what is left. It takes a few minutes, and prints what "
        "each resource type amounts to here.",
    ).set_defaults(run=lambda _given: _check())
    given = parser.parse_args(arguments)
    isolate()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return given.run(given) or 0
    except (CatalogueError, UpError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _check() -> int:
    CHECK.parent.mkdir(exist_ok=True)
    lock = CHECK.with_suffix(".lock")
    code = keep([sys.executable, "-m", "local.check", str(CHECK)], lock)
    if code == BUSY:
        raise UpError("Another deploy-check is running.")
    return code


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong; `--help` teaches."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` says more\n")


def _existing(text: str) -> Path:
    # Not every shell does so in `make up VIDEO=~/videos`.
    try:
        path = Path(text).expanduser()
        if text and path.exists():
            return path
        problem = "no such file or folder"
    except (OSError, RuntimeError) as error:
        problem = str(error)
    raise argparse.ArgumentTypeError(f"{text!r}: {problem}; expected a video, or a folder of them")


if __name__ == "__main__":
    sys.exit(main())
