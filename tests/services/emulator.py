"""The embedded AWS of the tests: that of the local system, which can be frozen."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import boto3

from local import servers
from video_catalog.signed_requests import PATIENT
from video_catalog.worker.sqs_requests import SqsRequests


class Emulator(servers.Emulator):
    """An AWS of its own with nothing in it; used as a context."""

    def sqs_requests(self) -> SqsRequests:
        """Requests to its SQS."""
        return sqs_requests(self.endpoint)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Takes connections and answers nothing, as a host that hangs."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


def sqs_requests(endpoint: str, *, attempts: int = 1) -> SqsRequests:
    """Requests to what speaks SQS there."""
    session = boto3.Session("test", "test", region_name=servers.REGION)
    tries = replace(PATIENT, attempts=attempts)
    return SqsRequests(session, tries=tries, endpoint_url=endpoint)
