"""`export`: the whole catalogue to a file."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tqdm import tqdm

from video_catalog.archive import files
from video_catalog.archive.lines import ArchiveError, write_lines
from video_catalog.metadata import PROBE_VERSION
from video_catalog.settings import DatabaseSettings
from video_catalog.store import Database
from video_catalog.store.archive import RecordError, snapshot


def export_records(arguments: argparse.Namespace) -> int:
    """Write every record, and say how many."""
    database = Database(DatabaseSettings.read())
    about = {
        "probe_version": PROBE_VERSION,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        with (
            files.written(arguments.file, replace=arguments.force) as write,
            snapshot(database) as catalog,
        ):
            # Shown to a person alone.
            progress = tqdm(
                catalog.records, "Exporting", total=catalog.objects, unit="object", disable=None
            )
            count = write_lines(write, about, progress)
    except ArchiveError as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 1
    except RecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(
        f"{arguments.file}: {catalog.videos} videos, {count - catalog.videos} deleted objects\n"
    )
    return 0
