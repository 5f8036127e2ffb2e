"""The worker as a process: built from its settings, stopped by signals."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Final

from video_catalog.settings import QueueSettings, WorkerSettings
from video_catalog.signed_requests import SHORT
from video_catalog.telemetry import Metrics, configure_logging
from video_catalog.worker.clients import sqs_requests
from video_catalog.worker.dead_letters import DeadLetters
from video_catalog.worker.job import Cache, Catalog, Job, Prober
from video_catalog.worker.loop import Timing, Worker
from video_catalog.worker.protection import NoProtection, TaskProtection
from video_catalog.worker.queue import Queue
from video_catalog.worker.scratch import Scratch

SERVICE: Final = "worker"


def serve(
    *,
    queue_settings: QueueSettings,
    settings: WorkerSettings,
    prober: Prober,
    catalog: Catalog,
    cache: Cache,
    timing: Timing,
) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        queue_settings: where messages come from.
        settings: how to work.
        prober: reads videos.
        catalog: keeps the records.
        cache: is told what changed.
        timing: the worker's times.
    """
    configure_logging(sys.stdout)
    # Each file in flight, the main thread.
    requests = sqs_requests(settings.concurrency + 1, SHORT)
    metrics = Metrics(namespace=settings.metrics_namespace, service=SERVICE, stream=sys.stdout)
    agent = settings.agent_uri
    worker = Worker(
        queue=Queue(requests, queue_settings.queue_url, sqs_requests(settings.concurrency)),
        dead_letters=DeadLetters(Queue(requests, queue_settings.dead_letter_queue_url)),
        handle=Job(prober=prober, catalog=catalog, cache=cache, metrics=metrics),
        concurrency=settings.concurrency,
        scratch=Scratch(settings.scratch_directory),
        protection=TaskProtection(agent) if agent else NoProtection(),
        metrics=metrics,
        timing=timing,
    )
    _stop_on_signals(worker)
    worker.run()


def _stop_on_signals(worker: Worker) -> None:
    # A handler runs between any two steps of the main thread, which may hold the very lock that
    # stopping needs: it only wakes a thread that stops the worker.
    reader, writer = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: os.write(writer, b"."))

    def wait() -> None:
        os.read(reader, 1)
        worker.stop()

    threading.Thread(target=wait, name="signals", daemon=True).start()
