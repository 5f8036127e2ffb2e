"""The archive's commands, as they are typed.

What they run is imported when they are run: the container's health check starts Python often.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names its type no better

EXPORT_EXAMPLES: Final = """\
examples:
  export catalog.jsonl.gz
  export s3://bucket/exports/catalog.jsonl.gz
  export - | head -n 2 | tail -n 1 | jq .record.video.probe
"""
IMPORT_EXAMPLES: Final = """\
examples:
  import --dry-run catalog.jsonl.gz           what it would change
  import catalog.jsonl.gz
"""


def add_commands(commands: Commands) -> None:
    """Add `export` and `import`."""
    export = commands.add_parser(
        "export",
        help="write the whole catalogue to a file",
        description="Write the whole catalogue, as it is at one moment, to a file of JSON lines "
        "with checksums, which `import` reads.",
        epilog=EXPORT_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument(
        "file",
        metavar="FILE",
        help="compressed if its name ends in .gz; `s3://BUCKET/KEY` is an object, `-` standard "
        "output",
    )
    export.add_argument("--force", action="store_true", help="replace a file that is there")
    export.set_defaults(run=_export)
    load = commands.add_parser(
        "import",
        help="bring the records of an exported file into the catalogue",
        description="Bring the records of an exported file into the catalogue: all of them, or "
        "none where the file is not whole. What the catalogue knows is replaced by what is newer "
        "alone; to import a file twice changes nothing.",
        epilog=IMPORT_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    load.add_argument(
        "file",
        metavar="FILE",
        help="compressed if its name ends in .gz; `s3://BUCKET/KEY` is an object, `-` standard "
        "input",
    )
    load.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    load.set_defaults(run=_import)


def _export(arguments: argparse.Namespace) -> int:
    from video_catalog.archive.export_command import export_records  # noqa: PLC0415

    return export_records(arguments)


def _import(arguments: argparse.Namespace) -> int:
    from video_catalog.archive.import_command import import_records  # noqa: PLC0415

    return import_records(arguments)
