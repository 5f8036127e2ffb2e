"""`sweep`: removes what workers left in the scratch directory that are gone."""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import suppress

from tqdm import tqdm

from video_catalog.worker.scratch import ALIVE_SECONDS, orphans


def sweep(arguments: argparse.Namespace) -> int:
    """Remove directories without a sign of life, or only name them."""
    # `not` takes NaN for too little.
    if not 60 * arguments.older_than >= ALIVE_SECONDS:
        sys.stderr.write(
            f"--older-than {arguments.older_than:g}: expected {ALIVE_SECONDS / 60:g} minutes at "
            "least: a living worker may be silent for as long.\n"
        )
        return 2
    try:
        found = orphans(arguments.directory, 60 * arguments.older_than)
    except OSError as error:
        sys.stderr.write(
            f"{arguments.directory}: {error.strerror}; expected the scratch directory.\n"
        )
        return 1
    freed = 0
    for orphan in tqdm(found, "Sweeping", unit="directory", disable=None):
        sys.stdout.write(f"{orphan.directory}\t{orphan.size} bytes\t{orphan.age / 60:.0f} min\n")
        if not arguments.dry_run:
            # Another may sweep it, too.
            with suppress(FileNotFoundError):
                shutil.rmtree(orphan.directory)
            freed += orphan.size
    verb = "would be removed" if arguments.dry_run else f"removed, {freed} bytes freed"
    sys.stdout.write(f"{len(found)} directories {verb}\n")
    return 0
