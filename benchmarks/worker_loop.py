"""What the worker's loop costs: messages a second, against a bare receive and delete of the same.

Both use the same requests, queue and number of threads, in turn, in one run; nothing is done with a
message, so that what is left is the loop's own work: metrics, bookkeeping and keeping alive.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import boto3

from local.servers import REGION, Emulator
from video_catalog.telemetry import Metrics
from video_catalog.worker.dead_letters import DeadLetters
from video_catalog.worker.loop import Timing, Worker
from video_catalog.worker.protection import NoProtection
from video_catalog.worker.queue import Queue
from video_catalog.worker.scratch import Scratch
from video_catalog.worker.sqs_requests import SqsRequests

MESSAGES: Final = 400
RUNS: Final = 5
IN_FLIGHT: Final = (1, 2, 4)
LIMIT: Final = 1.25
"""At most a quarter more time a message than without the loop."""


class Countdown:
    """Tells when as many messages were worked on as there are."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._lock = threading.Lock()
        self.done = threading.Event()

    def count(self) -> None:
        """One more is done."""
        with self._lock:
            self._left -= 1
            if not self._left:
                self.done.set()


def seconds_of_loop(requests: SqsRequests, url: str, in_flight: int) -> float:
    """Wall time in seconds in which the worker takes out all messages."""
    queue = Queue(requests, url)
    countdown = Countdown(MESSAGES)
    with tempfile.TemporaryDirectory() as directory:
        worker = Worker(
            queue=queue,
            dead_letters=DeadLetters(queue),
            handle=lambda _message, _stopping: countdown.count(),
            concurrency=in_flight,
            scratch=Scratch(Path(directory)),
            protection=NoProtection(),
            metrics=Metrics(namespace="benchmark", service="worker", stream=io.StringIO()),
            timing=Timing(wait=1),
        )
        thread = threading.Thread(target=worker.run)
        start = time.perf_counter()
        thread.start()
        countdown.done.wait()
        elapsed = time.perf_counter() - start
        worker.stop()
        thread.join()
    return elapsed


def seconds_without(requests: SqsRequests, url: str, in_flight: int) -> float:
    """Wall time in seconds of receiving and deleting all messages, and nothing else."""
    countdown = Countdown(MESSAGES)

    def work() -> None:
        while not countdown.done.is_set():
            for message in requests.call("ReceiveMessage", QueueUrl=url).get("Messages", ()):
                receipt = message["ReceiptHandle"]
                requests.call("DeleteMessage", QueueUrl=url, ReceiptHandle=receipt)
                countdown.count()

    threads = [threading.Thread(target=work) for _ in range(in_flight)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    countdown.done.wait()
    elapsed = time.perf_counter() - start
    for thread in threads:
        thread.join()
    return elapsed


def main() -> dict[str, object]:
    """Print a line for each number of messages in flight; the figures as a mapping."""
    figures: dict[str, object] = {"limit": LIMIT}
    print(f"worker's loop, {MESSAGES} messages, median of {RUNS}   with loop    without  ratio")
    with Emulator() as emulator:
        requests = SqsRequests(
            boto3.Session("test", "test", region_name=REGION),
            connections=max(IN_FLIGHT) + 1,
            endpoint_url=emulator.endpoint,
        )
        for in_flight in IN_FLIGHT:
            pairs = [
                tuple(
                    _filled(requests, way, in_flight) for way in (seconds_of_loop, seconds_without)
                )
                for _ in range(RUNS)
            ]
            loop, without = (
                MESSAGES / statistics.median(each) for each in zip(*pairs, strict=True)
            )
            ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
            print(f"  {in_flight} in flight {loop:>32.0f}/s {without:>9.0f}/s {ratio:>6.3f}")
            figures[f"{in_flight}_in_flight"] = {
                "messages_a_second": loop,
                "messages_a_second_without": without,
                "ratio": ratio,
            }
    print(f"  aim: a ratio of at most {LIMIT:.2f}")
    return figures


def _filled(
    requests: SqsRequests, way: Callable[[SqsRequests, str, int], float], in_flight: int
) -> float:
    url = requests.call("CreateQueue", QueueName="benchmark")["QueueUrl"]
    Queue(requests, url).send(["message"] * MESSAGES)
    elapsed = way(requests, url, in_flight)
    requests.call("DeleteQueue", QueueUrl=url)
    return elapsed


if __name__ == "__main__":
    argparse.ArgumentParser(
        prog="python -m benchmarks.worker_loop", description=__doc__
    ).parse_args()
    main()
