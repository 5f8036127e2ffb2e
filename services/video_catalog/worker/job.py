"""What is done with one message: probe, record, forget what was cached."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import AbstractContextManager
from typing import Protocol

from video_catalog.errors import PermanentError
from video_catalog.events import Event, Kind, parse
from video_catalog.metadata import VideoMetadata
from video_catalog.telemetry import Metric, Metrics, log_context
from video_catalog.worker.patience import patiently
from video_catalog.worker.queue import Message

logger = logging.getLogger(__name__)


class Probe(Protocol):
    """What a probe found."""

    @property
    def metadata(self) -> VideoMetadata:
        """What the video says of itself."""

    @property
    def bytes_read(self) -> int:
        """Of the object, to find that out."""


class Prober(Protocol):
    """Probes objects; called by several threads at once."""

    def probe(self, event: Event) -> Probe:
        """What the object's version says of itself.

        Raises:
            PermanentError: it will not become a video that can be read.
            TransientError: this try failed; another may not.
            UnavailableError: S3 does not answer.
        """


class Catalog(Protocol):
    """The records of videos; called by several threads at once.

    An event that is older than what is recorded of its key changes nothing. Every method raises
    UnavailableError where the database does not answer, and has then changed nothing or all.
    """

    def is_settled(self, event: Event) -> bool:
        """Whether there is nothing left to do.

        That is so where the event is older than what is recorded, and where its version has been
        probed by this software's probe already.
        """

    def expecting(self, event: Event) -> AbstractContextManager[None]:
        """Prepare for what will be recorded, or refused, within this context."""

    def record(self, event: Event, metadata: VideoMetadata) -> None:
        """Keep what a probe found."""

    def refuse(self, event: Event, error: PermanentError) -> None:
        """Keep why there is nothing to find."""

    def remove(self, event: Event) -> None:
        """Keep no more than that the object was deleted, against older events that come later."""


class Cache(Protocol):
    """What the API remembers; called by several threads at once."""

    def forget(self, event: Event) -> None:
        """Remember nothing of the object, nor of lists that it may be in.

        Raises:
            UnavailableError: the cache does not answer: it may still remember.
        """


class Job:
    """Works on messages; the same message again changes nothing."""

    def __init__(self, *, prober: Prober, catalog: Catalog, cache: Cache, metrics: Metrics) -> None:
        self._prober = prober
        self._catalog = catalog
        self._cache = cache
        self._metrics = metrics

    def __call__(self, message: Message, stopping: threading.Event) -> None:
        """Do what the message says, and wait for services that are away.

        Raises:
            MalformedMessageError: it is no event.
            TransientError: it is to be tried again.
            StoppedError: the worker is to stop while a service is away.
        """
        event = parse(message.body)
        with log_context(bucket=event.bucket, key=event.key, version_id=event.version_id):
            if event.is_expiry:
                logger.info("Expired; its record stays")
                return
            if event.kind is Kind.DELETED:
                patiently(lambda: self._catalog.remove(event), stopping)
                logger.info("Removed")
            elif event.kind is Kind.CREATED and patiently(
                lambda: self._catalog.is_settled(event), stopping
            ):
                logger.info("Nothing new")
            else:
                with self._catalog.expecting(event):
                    self._probe(event, stopping)
            # Also where nothing was new: an earlier try may have stopped before this.
            patiently(lambda: self._cache.forget(event), stopping)

    def _probe(self, event: Event, stopping: threading.Event) -> None:
        started = time.monotonic()
        try:
            probe = patiently(lambda: self._prober.probe(event), stopping)
        except PermanentError as error:
            refusal = error
            patiently(lambda: self._catalog.refuse(event, refusal), stopping)
            self._metrics.put({Metric.PERMANENT_ERRORS: 1}, reason=error.reason.value)
            logger.warning("Refused: %s", error)
            return
        milliseconds = 1000 * (time.monotonic() - started)
        patiently(lambda: self._catalog.record(event, probe.metadata), stopping)
        self._metrics.put(
            {
                Metric.PROBED: 1,
                Metric.PROBE_TIME: milliseconds,
                Metric.BYTES_READ: probe.bytes_read,
            }
        )
        logger.info("Recorded")
