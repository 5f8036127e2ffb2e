"""`import`: the records of a file into the catalogue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from tqdm import tqdm

from video_catalog.archive import files
from video_catalog.archive.lines import ArchiveError, Record, read_lines
from video_catalog.cache import CacheWriter
from video_catalog.cache.entry import WITHHELD_SECONDS
from video_catalog.errors import UnavailableError
from video_catalog.events import Event, Kind
from video_catalog.settings import CacheSettings, DatabaseSettings
from video_catalog.store import Database
from video_catalog.store.archive import Merge, Outcome, RecordError, merging

BATCH: Final = 500
BATCH_CHARACTERS: Final = 4 * 1024 * 1024
"""How many records go to PostgreSQL at once, and how long they are, but for the last."""


def import_records(arguments: argparse.Namespace) -> int:
    """Bring in every record or none, and say what changed."""
    database = Database(DatabaseSettings.read())
    cache = None if arguments.dry_run else CacheWriter(CacheSettings.read())
    try:
        with files.read(arguments.file) as source, merging(database) as merge:
            # Shown to a person alone.
            lines = tqdm(read_lines(source), "Reading", unit="object", disable=None)
            _stage(merge, lines)
            outcome = _apply(merge)
            if cache:
                _commit(merge, cache)
    except ArchiveError as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 1
    except RecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(_told(outcome, dry_run=arguments.dry_run))
    return 0


def _stage(merge: Merge, lines: Iterable[Record]) -> None:
    for batch in _batches(lines):
        try:
            merge.stage([record.content for record in batch])
        except RecordError as error:
            raise ArchiveError(
                f"Lines {batch[0].number} to {batch[-1].number}: {error}; expected records as "
                "`export` writes them."
            ) from error


def _apply(merge: Merge) -> Outcome:
    try:
        return merge.apply()
    except RecordError as error:
        raise ArchiveError(f"{error}; expected records that the catalogue can hold.") from error


def _commit(merge: Merge, cache: CacheWriter) -> None:
    # As a worker does: no reader finds an old record from the commit on.
    withheld = None
    for events in _written(merge):
        withheld = cache.withhold_all(events)
    if withheld:
        withheld.wait()
    merge.commit()
    try:
        for events in _written(merge):
            cache.forget_all(events)
    except UnavailableError as error:
        sys.stderr.write(
            f"{error}; what was imported is answered from the database for {WITHHELD_SECONDS} s.\n"
        )


def _written(merge: Merge) -> Iterator[list[Event]]:
    for objects in merge.written():
        yield [Event(kind=Kind.REPROCESS, bucket=bucket, key=key) for bucket, key in objects]


def _batches(lines: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    characters = 0
    for record in lines:
        batch.append(record)
        characters += len(record.content)
        if len(batch) == BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _told(outcome: Outcome, *, dry_run: bool) -> str:
    verb = "would be " if dry_run else ""
    return (
        f"{outcome.new} {verb}new, {outcome.changed} {verb}changed, {outcome.removed} "
        f"{verb}removed, {outcome.kept} {verb}kept\n"
    )
