"""`python -m video_catalog`: the commands of workers and operators."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from video_catalog.archive.commands import add_commands as add_archive_commands
from video_catalog.commands import add_commands as add_service_commands
from video_catalog.errors import PermanentError, TransientError
from video_catalog.settings import SettingsError
from video_catalog.worker.commands import add_commands as add_worker_commands

EPILOG = """\
exit codes:
  0  done
  1  it can't be done; a line on standard error says why
  2  wrong arguments or settings
  3  a service is away; try again later
  130  interrupted
"""
PROBE_EXAMPLES: Final = """\
examples:
  probe video.mp4
  probe video.mp4 | jq .video[0].codec
"""
INTERRUPTED: Final = 130
EXIT_CODES: Final = {PermanentError: 1, SettingsError: 2, TransientError: 3}


def command_line() -> argparse.ArgumentParser:
    """What may be typed."""
    parser = argparse.ArgumentParser(
        prog="python -m video_catalog",
        description="The catalogue of ingested videos.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    probe = commands.add_parser(
        "probe",
        help="print a video's metadata as JSON",
        description="Print what a video file says of itself as JSON.",
        epilog=f"{PROBE_EXAMPLES}\n{EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    probe.add_argument("file", type=Path, metavar="FILE", help="a local video file")
    probe.set_defaults(run=_probe)
    add_service_commands(commands)
    add_worker_commands(commands)
    add_archive_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = command_line().parse_args(arguments)
    try:
        code = int(chosen.run(chosen))
        sys.stdout.flush()
    except (PermanentError, SettingsError, TransientError) as error:
        print(error, file=sys.stderr)
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Its reader has enough. Python flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _probe(arguments: argparse.Namespace) -> int:
    # FFmpeg's libraries are loaded by those alone who need them.
    from video_catalog.metadata import as_data  # noqa: PLC0415
    from video_catalog.probe.container import probe_file  # noqa: PLC0415

    print(json.dumps(as_data(probe_file(arguments.file)), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
