from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Gate, Semaphore, Thread
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.probe.conftest import BUCKET, Bucket, requests_to
from video_catalog.errors import PermanentError, Reason, TransientError, UnavailableError
from video_catalog.events import Event, Kind
from video_catalog.probe.limits import KIB, MIB, Limits
from video_catalog.probe.ranges import THREADS, S3Object
from video_catalog.probe.s3_requests import S3Requests
from video_catalog.probe.version import S3Version

STEP = 32 * KIB
SIZE = 3 * MIB + 17
CONTENT = random.Random(1).randbytes(SIZE)  # noqa: S311 - any bytes
EVENT = Event(kind=Kind.CREATED, bucket=BUCKET, key="a.mp4", version_id="v1")


def everything(found: S3Object, offset: int, length: int) -> bytes:
    """Read until all is there, in small steps, as FFmpeg does."""
    content = b""
    while len(content) < length and (
        part := found.read(offset + len(content), min(STEP, length - len(content)))
    ):
        content += part
    return content


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ahead=st.lists(st.integers(-1, SIZE + 10), max_size=20),
    reads=st.lists(
        st.tuples(st.integers(0, SIZE + 10), st.integers(0, 2 * MIB)), min_size=1, max_size=8
    ),
)
def test_reads_what_the_object_holds_and_no_byte_twice(
    stored: Callable[[], S3Object], ahead: list[int], reads: list[tuple[int, int]]
) -> None:
    found = stored()
    found.read_ahead(ahead)
    for offset, length in reads:
        assert everything(found, offset, length) == CONTENT[offset : offset + length]
    assert found.bytes_read <= SIZE


@pytest.fixture
def stored(bucket: Bucket) -> Callable[[], S3Object]:
    event = bucket.upload(CONTENT)
    limits = Limits(requests=10_000)
    return lambda: S3Object(bucket.requests, event, limits)


def test_knows_size_and_checksums(bucket: Bucket) -> None:
    found = S3Object(bucket.requests, bucket.upload(b"abc", ChecksumAlgorithm="SHA256"), Limits())
    assert found.size == 3
    expected = base64.b64encode(hashlib.sha256(b"abc").digest()).decode()
    assert found.checksums() == {"SHA256": expected}
    assert found.bytes_read == 3


def test_reads_a_small_object_at_once(bucket: Bucket) -> None:
    found = S3Object(bucket.requests, bucket.upload(CONTENT[:100_000]), Limits(requests=1))
    assert found.read(0, 10) == CONTENT[:10]
    assert found.read(99_990, 100) == CONTENT[99_990:100_000]
    assert found.read(100_000, 1) == b""
    assert found.bytes_read == 100_000


def test_reads_further_in_ever_larger_steps(bucket: Bucket) -> None:
    # 1 MiB, 2 MiB, the rest.
    found = S3Object(bucket.requests, bucket.upload(CONTENT), Limits(requests=3))
    assert everything(found, 0, SIZE) == CONTENT
    assert found.bytes_read == SIZE


def test_reads_little_elsewhere(bucket: Bucket) -> None:
    found = S3Object(bucket.requests, bucket.upload(CONTENT), Limits())
    found.read(0, 1)
    found.read(2 * MIB, 1)
    assert found.bytes_read == MIB + 32 * KIB


def test_reads_the_end_at_once(bucket: Bucket) -> None:
    found = S3Object(bucket.requests, bucket.upload(CONTENT), Limits(requests=2))
    found.read(0, 1)
    assert everything(found, SIZE - 400 * KIB, SIZE) == CONTENT[-400 * KIB :]


def test_reads_the_end_backwards_at_once(bucket: Bucket) -> None:
    found = S3Object(bucket.requests, bucket.upload(CONTENT), Limits(requests=2))
    found.read(0, 1)
    for length in (4, 93, 60 * KIB):
        assert everything(found, SIZE - length, length) == CONTENT[-length:]


def test_reads_ahead_within_half_of_the_limits(bucket: Bucket) -> None:
    offsets = [2 * MIB + number * 64 * KIB for number in range(8)]
    event = bucket.upload(CONTENT)
    for limits, blocks in (
        (Limits(requests=8), 3),
        (Limits(bytes_read=2 * (MIB + 64 * KIB)), 2),
        (Limits(requests=1), 0),
    ):
        found = S3Object(bucket.requests, event, limits)
        found.read_ahead(offsets)
        assert found.bytes_read == MIB + blocks * 32 * KIB
        for offset in offsets[:blocks]:
            assert found.read(offset, 9) == CONTENT[offset : offset + 9]


def test_says_at_the_read_what_went_wrong_ahead(bucket: Bucket) -> None:
    event = bucket.upload(CONTENT)
    found = S3Object(bucket.requests, event, Limits())
    delete_version(bucket, event)
    found.read_ahead([2 * MIB])
    with pytest.raises(PermanentError) as caught:
        found.read(2 * MIB, 1)
    assert caught.value.reason is Reason.GONE


def test_reads_the_version_of_the_event(bucket: Bucket) -> None:
    first = bucket.upload(b"first")
    bucket.upload(b"second")
    assert S3Object(bucket.requests, first, Limits()).read(0, 9) == b"first"


def delete_version(bucket: Bucket, event: Event) -> Event:
    bucket.client.delete_object(Bucket=BUCKET, Key=event.key, VersionId=event.version_id)
    return event


def delete_unversioned(bucket: Bucket, event: Event) -> Event:
    bucket.client.delete_object(Bucket=BUCKET, Key=event.key)
    return replace(event, version_id=None)


def overwrite(bucket: Bucket, event: Event) -> Event:
    bucket.upload(b"another")
    return replace(event, version_id=None)


def test_what_is_replaced_meanwhile_is_gone_though_no_event_says_so(bucket: Bucket) -> None:
    event = replace(bucket.upload(CONTENT), version_id=None, etag=None)
    found = S3Object(bucket.requests, event, Limits())
    assert found.read(0, 1) == CONTENT[:1]
    overwrite(bucket, event)
    with pytest.raises(PermanentError) as caught:
        found.read(2 * MIB, 1)
    assert caught.value.reason is Reason.GONE


@pytest.mark.parametrize("change", [delete_version, delete_unversioned, overwrite])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_is_gone_is_refused(
    bucket: Bucket, change: Callable[[Bucket, Event], Event], when: str
) -> None:
    event = bucket.upload(CONTENT)
    known = replace(event, version_id=None) if change is not delete_version else event
    if when == "before":
        change(bucket, event)
        with pytest.raises(PermanentError) as caught:
            S3Object(bucket.requests, known, Limits())
    else:
        found = S3Object(bucket.requests, known, Limits())
        change(bucket, event)
        with pytest.raises(PermanentError) as caught:
            found.read(2 * MIB, 1)
    assert caught.value.reason is Reason.GONE
    assert "expected the version of the event" in str(caught.value)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (
            Limits(bytes_read=MIB),
            "1048576 bytes",
        ),
        (
            Limits(requests=2),
            "2 requests",
        ),
    ],
    ids=["bytes", "requests"],
)
def test_reads_no_more_than_the_limits(bucket: Bucket, limits: Limits, most: str) -> None:
    found = S3Object(bucket.requests, bucket.upload(CONTENT), limits)
    with pytest.raises(PermanentError) as caught:
        everything(found, 0, SIZE)
    assert caught.value.reason is Reason.TOO_LARGE
    assert str(caught.value) == (
        f"a.mp4: needs more than {most} of the object; expected a file whose index can be read."
    )


class Refusing(BaseHTTPRequestHandler):
    """S3 as it answers a HEAD request that it refuses, or a GET."""

    status: ClassVar[int]
    code: ClassVar[str]

    def do_HEAD(self) -> None:
        self.send_response(200 if self.code else self.status)
        self.send_header("Content-Length", "10")
        self.end_headers()

    def do_GET(self) -> None:
        document = f"<Error><Code>{self.code}</Code><Message>no</Message></Error>".encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[S3Requests]:
    """Requests to what a handler answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield requests_to(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()


def refusing(status: int, code: str) -> AbstractContextManager[S3Requests]:
    """Requests to S3 that refuses them."""
    return served(type("Handler", (Refusing,), {"status": status, "code": code}))


@pytest.mark.parametrize(
    ("status", "code", "kind", "reason"),
    [
        (403, "", TransientError, None),
        (500, "", UnavailableError, None),
        (403, "AccessDenied", TransientError, None),
        (403, "InvalidObjectState", PermanentError, Reason.NOT_READABLE),
        (404, "NoSuchVersion", PermanentError, Reason.GONE),
        (405, "MethodNotAllowed", PermanentError, Reason.GONE),
        (412, "PreconditionFailed", PermanentError, Reason.GONE),
        (503, "SlowDown", UnavailableError, None),
        (400, "RequestTimeout", UnavailableError, None),
        (400, "ExpiredToken", UnavailableError, None),
        (400, "ThrottlingException", UnavailableError, None),
        (400, "KMS.ThrottlingException", UnavailableError, None),
        (429, "TooManyRequests", UnavailableError, None),
        (400, "InvalidRequest", TransientError, None),
        (400, "KMS.DisabledException", TransientError, None),
    ],
)
def test_what_s3_says_decides_whether_to_try_again(
    status: int, code: str, kind: type[Exception], reason: Reason | None
) -> None:
    with refusing(status, code) as requests, pytest.raises(kind) as caught:
        S3Object(requests, EVENT, Limits()).read(0, 1)
    assert type(caught.value) is kind
    assert getattr(caught.value, "reason", None) is reason


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, UnavailableError),
        (403, TransientError),
        (404, PermanentError),
        (412, PermanentError),
        (429, UnavailableError),
        (503, UnavailableError),
    ],
)
def test_a_head_that_does_not_say_why_is_waited_for(status: int, kind: type[Exception]) -> None:
    """Throttling by KMS among others; the ranges say what is to be mended."""
    with refusing(status, "") as requests, pytest.raises(kind) as caught:
        S3Version(requests, EVENT).head()
    assert type(caught.value) is kind


class Gated(BaseHTTPRequestHandler):
    """S3 as it answers all but the first range when a gate is opened."""

    gate: ClassVar[Gate]
    arrived: ClassVar[Semaphore]

    def do_HEAD(self) -> None:
        self.answer(200, SIZE)

    def do_GET(self) -> None:
        first, last = map(int, self.headers["Range"][len("bytes=") :].split("-"))
        if first:
            self.arrived.release()
            self.gate.wait()
        self.answer(206, last - first + 1, ("Content-Range", f"bytes {first}-{last}/{SIZE}"))
        self.wfile.write(CONTENT[first : last + 1])

    def answer(self, status: int, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for header in (("ETag", '"e"'), ("Content-Length", str(length)), *headers):
            self.send_header(*header)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


AHEAD = [2 * MIB + number * 64 * KIB for number in range(THREADS + 1)]


@pytest.fixture
def gated() -> Iterator[tuple[type[Gated], S3Requests]]:
    """S3 whose gate is shut, and requests to it."""
    members = {"gate": Gate(), "arrived": Semaphore(0)}
    handler: type[Gated] = type("Handler", (Gated,), members)
    with served(handler) as requests:
        yield handler, requests
        handler.gate.set()


def wait_for(count: int, server: type[Gated]) -> None:
    """Until so many requests wait at the gate."""
    for _ in range(count):
        assert server.arrived.acquire(timeout=30)


def test_reads_ahead_at_several_offsets_at_once(gated: tuple[type[Gated], S3Requests]) -> None:
    server, requests = gated
    with S3Object(requests, EVENT, Limits()) as found:
        found.read_ahead(AHEAD)
        wait_for(THREADS, server)
        server.gate.set()
        for offset in AHEAD:
            assert found.read(offset, 9) == CONTENT[offset : offset + 9]


def test_reads_no_more_ahead_once_nobody_asks(gated: tuple[type[Gated], S3Requests]) -> None:
    server, requests = gated
    with S3Object(requests, EVENT, Limits()) as found:
        found.read_ahead(AHEAD)
        wait_for(THREADS, server)
    server.gate.set()
    with pytest.raises(CancelledError):
        found.read(AHEAD[-1], 1)


def test_waits_for_s3_that_is_away() -> None:
    with refusing(500, "") as requests:
        pass
    with pytest.raises(UnavailableError, match=r"^S3: "):
        S3Object(requests, EVENT, Limits())
