"""What a parser that a file has taken over can do: end with a reason, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.services.probe.clips import clip
from tests.services.probe.conftest import Bucket
from video_catalog.errors import PermanentError, Reason, TransientError
from video_catalog.probe import sandbox
from video_catalog.probe.limits import MIB, Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober

PROGRAM = (sys.executable, str(Path(__file__).with_name("misbehaving.py")))
LIMITS = Limits(seconds=2, processor_seconds=1, memory=1024 * MIB, answer=100_000)


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[Parsers]:
    with Parsers(PROGRAM) as started:
        yield started


@pytest.fixture
def prober(bucket: Bucket, misbehaving: Parsers) -> S3Prober:
    return S3Prober(bucket.requests, misbehaving, LIMITS)


FORBIDDEN = "had the parser try what it may not."
REFUSED = "PermissionError: [Errno 1] Operation not permitted"
TOO_LONG = "takes longer than 2 s, or 1 s of the processor."


@pytest.mark.parametrize(
    ("name", "reason", "message"),
    [
        ("socket", Reason.FORBIDDEN, FORBIDDEN),
        ("file", Reason.BROKE_PARSER, f"{REFUSED}: '/etc/hostname'"),
        ("new file", Reason.BROKE_PARSER, f"{REFUSED}: '/tmp/new'"),
        ("directory", Reason.BROKE_PARSER, f"{REFUSED}: '/'"),
        ("fork", Reason.BROKE_PARSER, REFUSED),
        ("program", Reason.FORBIDDEN, FORBIDDEN),
        ("ptrace", Reason.FORBIDDEN, FORBIDDEN),
        ("signal to its parent", Reason.FORBIDDEN, FORBIDDEN),
        ("more time", Reason.FORBIDDEN, FORBIDDEN),
        ("more memory", Reason.FORBIDDEN, FORBIDDEN),
        ("executable memory", Reason.FORBIDDEN, FORBIDDEN),
        ("spin", Reason.TOO_LARGE, TOO_LONG),
        ("deaf", Reason.TOO_LARGE, TOO_LONG),
        ("deaf by mask", Reason.TOO_LARGE, TOO_LONG),
        ("wait", Reason.TOO_LARGE, TOO_LONG),
        ("memory", Reason.TOO_LARGE, "needs more memory than 1073741824 bytes."),
        ("segmentation fault", Reason.BROKE_PARSER, "the parser ended with -11: closed."),
        ("abort", Reason.BROKE_PARSER, "the parser ended with -11: closed."),
        ("exit", Reason.BROKE_PARSER, "the parser ended with 3: closed."),
        ("exception", Reason.BROKE_PARSER, "ZeroDivisionError: division by zero"),
        (
            "recursion",
            Reason.BROKE_PARSER,
            "RecursionError: maximum recursion depth exceeded",
        ),
        ("output without end", Reason.BROKE_PARSER, "message of kind 0."),
        ("message of no kind", Reason.BROKE_PARSER, "message of kind 9."),
        (
            "answer too long",
            Reason.BROKE_PARSER,
            "answer of 4294967295 bytes; expected at most 100000.",
        ),
        ("announces twice", Reason.BROKE_PARSER, "it announces again where it will read."),
        (
            "too many offsets",
            Reason.BROKE_PARSER,
            "offsets of 32776 bytes; expected 4096 at most.",
        ),
        ("half an offset", Reason.BROKE_PARSER, "offsets of 1 bytes; expected 4096 at most."),
        ("half a message", Reason.BROKE_PARSER, "the parser ended with 0: closed."),
        ("no JSON", Reason.BROKE_PARSER, "the parser answered what is no metadata."),
        ("no metadata", Reason.BROKE_PARSER, "the parser answered what is no metadata."),
        ("no reason", Reason.BROKE_PARSER, "the parser answered what is no metadata."),
    ],
)
def test_what_a_parser_tries_ends_in_a_reason(
    bucket: Bucket, prober: S3Prober, name: str, reason: Reason, message: str
) -> None:
    with pytest.raises(PermanentError) as caught:
        prober.probe(bucket.upload(clip(), key=name))
    assert caught.value.reason is reason
    assert str(caught.value) == f"{name}: {message}"
    assert not Path("/tmp/new").exists()  # noqa: S108 - it is not


def test_a_parser_that_somebody_killed_is_tried_again(
    bucket: Bucket, prober: S3Prober, misbehaving: Parsers
) -> None:
    event = bucket.upload(clip(), key="wait")
    with ThreadPoolExecutor() as executor:
        probing = executor.submit(prober.probe, event)
        children = Path(f"/proc/{misbehaving.pid}/task/{misbehaving.pid}/children")
        while not (found := children.read_text().split()):
            assert not probing.done()
        os.kill(int(found[0]), signal.SIGKILL)
        with pytest.raises(TransientError, match=r"^wait: the parser was killed; expected it to"):
            probing.result()


def test_a_parser_knows_no_secret(
    bucket: Bucket, prober: S3Prober, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert prober.probe(bucket.upload(clip(), key="environment")).metadata.video


def test_a_parser_may_announce_what_there_is_not(bucket: Bucket, prober: S3Prober) -> None:
    assert prober.probe(bucket.upload(clip(), key="offsets of anywhere")).metadata.video


@pytest.mark.parametrize("name", ["socket", "output without end", "memory"])
def test_the_next_file_is_none_the_worse(bucket: Bucket, prober: S3Prober, name: str) -> None:
    with pytest.raises((PermanentError, TransientError)):
        prober.probe(bucket.upload(clip(), key=name))
    assert prober.probe(bucket.upload(clip())).metadata.video


def test_starts_anew_when_the_process_that_forks_has_died(bucket: Bucket) -> None:
    event = bucket.upload(clip())
    with Parsers() as parsers:
        prober = S3Prober(bucket.requests, parsers, LIMITS)
        before = parsers.pid
        os.kill(before, signal.SIGKILL)
        os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
        assert prober.probe(event).metadata.video
        assert parsers.pid != before


def test_gives_up_where_no_parser_starts(bucket: Bucket) -> None:
    with Parsers(("/bin/false",)) as parsers:
        os.waitid(os.P_PID, parsers.pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(TransientError, match=r"expected it to answer\.$"):
            S3Prober(bucket.requests, parsers, LIMITS).probe(bucket.upload(clip()))


def test_leaves_no_process(bucket: Bucket) -> None:
    with Parsers() as parsers:
        pid = parsers.pid
        S3Prober(bucket.requests, parsers, LIMITS).probe(bucket.upload(clip()))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_blames_no_file_where_nothing_can_be_sandboxed(bucket: Bucket) -> None:
    program = (
        "import platform; platform.machine = lambda: 'riscv64'; "
        "from video_catalog.probe import parser; parser.main()"
    )
    with Parsers((sys.executable, "-c", program)) as parsers:
        prober = S3Prober(bucket.requests, parsers, LIMITS)
        with pytest.raises(TransientError, match=r"^a.mp4: the parser can't be sandboxed; "):
            prober.probe(bucket.upload(clip()))


def test_knows_no_filter_where_the_system_calls_are_unknown() -> None:
    with pytest.raises(OSError, match="no filter of system calls for riscv64"):
        sandbox.program("riscv64")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_jump_of_the_filter_stays_within(machine: str) -> None:
    """The kernel would refuse the filter; here it is seen for the other architecture too."""
    program = sandbox.program(machine)
    instructions = [program[start : start + 8] for start in range(0, len(program), 8)]
    assert len(program) % 8 == 0
    for index, (*_code, if_true, if_false, _a, _b, _c, _d) in enumerate(instructions):
        assert index + max(if_true, if_false) < len(instructions)
    kill = sandbox.KILL.to_bytes(4, "little")
    assert instructions[-1][4:] == kill
