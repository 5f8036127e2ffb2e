"""`reprocess`: has recorded videos probed again."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from tqdm import tqdm

from video_catalog.errors import UnavailableError
from video_catalog.metadata import PROBE_VERSION
from video_catalog.settings import DatabaseSettings, QueueSettings
from video_catalog.store.catalog import Catalog
from video_catalog.store.connection import Database
from video_catalog.worker.clients import sqs_requests
from video_catalog.worker.conditions import ConditionError, parse_conditions
from video_catalog.worker.queue import Queue
from video_catalog.worker.reprocess import reprocess


def reprocess_records(arguments: argparse.Namespace) -> int:
    """Send the videos that match to the queue, and say where it stopped if it did."""
    try:
        conditions = parse_conditions(arguments.where)
    except ConditionError as error:
        sys.stderr.write(f"--where {error}\n")
        return 2
    if arguments.after is not None and not _is_id(arguments.after):
        sys.stderr.write(
            f"--after {arguments.after}: expected an id as it was told where the last run "
            "stopped.\n"
        )
        return 2
    settings = QueueSettings.read()
    queue = Queue(sqs_requests(), settings.queue_url)
    database = Database(DatabaseSettings.read())
    last: str | None = arguments.after
    count = 0
    with (
        _interrupted_by_sigterm(),
        Catalog(database, probe_version=PROBE_VERSION, threads=1) as catalog,
        tqdm(desc="Sending", unit="video", disable=None) as progress,
    ):
        try:
            for sent in reprocess(catalog, queue, conditions, last):
                last = sent[-1]
                count += len(sent)
                progress.update(len(sent))
        except (UnavailableError, KeyboardInterrupt):
            where = f"go on with --after {last}" if last else "none was sent"
            sys.stderr.write(f"Stopped: {where}.\n")
            raise
    sys.stdout.write(f"{count} sent\n")
    return 0


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Have a task that is stopped say where to go on too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
