"""`sweep`: removes what workers left in the scratch directory that are gone."""

from __future__ import annotations

import argparse
import sys

from tqdm import tqdm

from video_catalog.worker.scratch import ALIVE_SECONDS, orphan, remove, subdirectories


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
        directories = subdirectories(arguments.directory)
    except OSError as error:
        sys.stderr.write(
            f"{arguments.directory}: {error.strerror}; expected the scratch directory.\n"
        )
        return 1
    count, freed, wrong = 0, 0, []
    for directory in tqdm(directories, "Sweeping", unit="directory", disable=None):
        try:
            found = orphan(directory, 60 * arguments.older_than)
            if found is None:
                continue
            if not arguments.dry_run:
                remove(directory)
        except OSError as error:
            wrong.append(
                f"{directory}: {error.strerror}; expected a directory that can be removed.\n"
            )
            continue
        sys.stdout.write(f"{directory}\t{found.size} bytes\t{found.age / 60:.0f} min\n")
        count, freed = count + 1, freed + found.size
    verb = "would be removed" if arguments.dry_run else f"removed, {freed} bytes freed"
    sys.stdout.write(f"{count} directories {verb}\n")
    sys.stderr.writelines(wrong)
    return 1 if wrong else 0
