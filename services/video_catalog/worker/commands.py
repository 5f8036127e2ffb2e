"""The worker's and its operators' commands, as they are typed.

What they run is imported when they are run: the container's health check starts Python often.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names its type no better

DEFAULT_AGE_MINUTES: Final = 60

WORKER_EXAMPLES: Final = """\
examples:
  worker                                      until SIGTERM; settings as in the task definition
"""
REPROCESS_EXAMPLES: Final = """\
columns:
  probe_version, status, reason, container, codec, bucket, key
  What is refused has no container and no codec, what is probed has no reason.

examples:
  reprocess --where "probe_version < 3"
  reprocess --where "status = 'refused' and reason = 'too large'"
  reprocess --where "container = 'mp4' and codec = 'hevc'"
  reprocess --where "key >= '2026/11/'" --after 123e4567-e89b-12d3-a456-426614174000
"""
LIST_EXAMPLES: Final = """\
examples:
  dlq list
  dlq list | cut -f 3 | sort | uniq -c        how many of which class
"""
SHOW_EXAMPLES: Final = """\
examples:
  dlq show 123e4567-e89b-12d3-a456-426614174000
  dlq show 123e4567-e89b-12d3-a456-426614174000 | jq -r .body
"""
REDRIVE_EXAMPLES: Final = """\
examples:
  dlq redrive --class WorkerDied              all that killed a worker
  dlq redrive 123e4567-e89b-12d3-a456-426614174000
  dlq redrive --all
"""
DLQ_EXAMPLES: Final = """\
examples:
  dlq list | cut -f 3 | sort | uniq -c        how many of which class
  dlq redrive --class WorkerDied              try those again
"""
SWEEP_EXAMPLES: Final = """\
examples:
  sweep --dry-run                             what would be removed
  sweep /scratch --older-than 120
"""


def add_commands(commands: Commands) -> None:
    """Add `worker`, `reprocess`, `dlq` and `sweep`."""
    _add_worker(commands)
    _add_reprocess(commands)
    _add_dlq(commands)
    _add_sweep(commands)


def _add_worker(commands: Commands) -> None:
    parser = _command(
        commands,
        "worker",
        "probe what is uploaded",
        "Take messages from the queue, probe the videos that they name and record what is found, "
        "until SIGTERM, by the environment's settings.",
        epilog=WORKER_EXAMPLES,
    )
    parser.set_defaults(run=_work)


def _add_reprocess(commands: Commands) -> None:
    parser = _command(
        commands,
        "reprocess",
        "have recorded videos probed again",
        "Ask the worker to probe recorded videos again: after an upgrade, those that an older "
        "probe read, or those that were refused for a reason that is gone. It may be interrupted: "
        "it says from where to go on.",
        epilog=REPROCESS_EXAMPLES,
    )
    parser.add_argument(
        "--where",
        required=True,
        metavar="CONDITIONS",
        help="comparisons joined by `and`; texts in single quotes",
    )
    parser.add_argument("--after", metavar="ID", help="go on after this one")
    parser.set_defaults(run=_reprocess)


def _add_dlq(commands: Commands) -> None:
    dlq = _command(
        commands,
        "dlq",
        "look at messages that were given up, and try them again",
        "Look at the messages that the worker, SQS or EventBridge gave up, and send them to the "
        "queue again. While one operator looks, the messages are hidden from others.",
        epilog=DLQ_EXAMPLES,
    )
    actions = dlq.add_subparsers(required=True, metavar="ACTION")
    listing = _command(
        actions,
        "list",
        "a line for each, its columns parted by tabs",
        "Print a line for each message, its columns parted by tabs.",
        epilog=LIST_EXAMPLES,
    )
    listing.set_defaults(run=_list_letters)
    show = _command(
        actions,
        "show",
        "one as JSON",
        "Print one message as JSON, with its body.",
        epilog=SHOW_EXAMPLES,
    )
    show.add_argument("id", metavar="ID", help="as `dlq list` shows it")
    show.set_defaults(run=_show_letter)
    redrive = _command(
        actions,
        "redrive",
        "send messages to the queue again",
        "Send messages to the queue again. Permanent errors are refused; with one among the "
        "chosen, or where one that is named is not there, the exit code is 1.",
        epilog=REDRIVE_EXAMPLES,
    )
    chosen = redrive.add_mutually_exclusive_group(required=True)
    chosen.add_argument("id", nargs="*", default=[], metavar="ID", help="these messages")
    chosen.add_argument("--class", dest="error_class", metavar="CLASS", help="all of this class")
    chosen.add_argument("--all", action="store_true", help="all that can be sent again")
    redrive.set_defaults(run=_redrive_letters)


def _add_sweep(commands: Commands) -> None:
    sweep = _command(
        commands,
        "sweep",
        "remove what dead workers left in the scratch directory",
        "Remove directories of the scratch directory whose worker has given no sign of life for "
        "a time, and empty ones. Living workers give one every few seconds. A directory that holds "
        "something without a worker's sign of life stays.",
        epilog=SWEEP_EXAMPLES,
    )
    sweep.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=Path(os.environ.get("SCRATCH_DIRECTORY", "/scratch")),
        metavar="DIRECTORY",
        help="default: SCRATCH_DIRECTORY, else /scratch",
    )
    sweep.add_argument(
        "--older-than",
        type=float,
        default=DEFAULT_AGE_MINUTES,
        metavar="MINUTES",
        help=f"without a sign of life for so long; default: {DEFAULT_AGE_MINUTES}",
    )
    sweep.add_argument("--dry-run", action="store_true", help="name them, remove nothing")
    sweep.set_defaults(run=_sweep)


def _command(
    commands: Commands, name: str, summary: str, description: str, epilog: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _work(_arguments: argparse.Namespace) -> int:
    from video_catalog.probe.parsers import Parsers  # noqa: PLC0415
    from video_catalog.settings import WorkerSettings  # noqa: PLC0415

    settings = WorkerSettings.read()
    # Before anything that reads a secret is even loaded.
    with Parsers(count=settings.concurrency) as parsers:
        from video_catalog.worker.worker_command import work  # noqa: PLC0415

        work(parsers, settings)
    return 0


def _reprocess(arguments: argparse.Namespace) -> int:
    from video_catalog.worker.reprocess_command import reprocess_records  # noqa: PLC0415

    return reprocess_records(arguments)


def _list_letters(arguments: argparse.Namespace) -> int:
    from video_catalog.worker.dlq_command import list_letters  # noqa: PLC0415

    return list_letters(arguments)


def _show_letter(arguments: argparse.Namespace) -> int:
    from video_catalog.worker.dlq_command import show_letter  # noqa: PLC0415

    return show_letter(arguments)


def _redrive_letters(arguments: argparse.Namespace) -> int:
    from video_catalog.worker.dlq_command import redrive_letters  # noqa: PLC0415

    return redrive_letters(arguments)


def _sweep(arguments: argparse.Namespace) -> int:
    from video_catalog.worker.sweep_command import sweep  # noqa: PLC0415

    return sweep(arguments)
